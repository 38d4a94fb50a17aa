import type { ListedAccess } from '@stitchlog/store'
import { formatUtc } from '@stitchlog/timeline'
import { neutralised } from '../csv/csv-cells.ts'
import type { CsvColumn } from '../csv/csv-words.ts'

export const accessCsvColumns: readonly CsvColumn[] = ['occurred_at', 'reader', 'user_id', 'kind', 'from', 'to']

/** In the order of `accessCsvColumns`. Readers and users are other people's texts. A look at the whole network has no user. */
export const accessCsvRow = ({ occurredAt, reader, userId, kind, from, to }: ListedAccess): string[] => [
  formatUtc(occurredAt),
  neutralised(reader),
  userId === null ? '' : neutralised(userId),
  kind,
  from ?? '',
  to ?? '',
]
