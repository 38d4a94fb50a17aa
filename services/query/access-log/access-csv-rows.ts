import type { ListedAccess } from '@stitchlog/store'
import { formatUtc } from '@stitchlog/timeline'
import { neutralised } from '../csv/csv-cells.ts'
import { type CsvDialect, csvText } from '../csv/csv-text.ts'

export const accessCsvColumns = ['occurred_at', 'reader', 'user_id', 'kind', 'from', 'to'] as const

/** Rows in the order of `accessCsvColumns`. Readers and users are other people's texts. A look at the whole network has no user. */
export function accessCsvText(entries: readonly ListedAccess[], dialect: CsvDialect): Promise<string> {
  const rows = entries.map(({ occurredAt, reader, userId, kind, from, to }) => [
    formatUtc(occurredAt),
    neutralised(reader),
    userId === null ? '' : neutralised(userId),
    kind,
    from ?? '',
    to ?? '',
  ])
  return csvText(rows, dialect, { quotedColumns: accessCsvColumns.map((column) => column === 'reader' || column === 'user_id') })
}
