import type { ListedAccess } from '@stitchlog/store'
import { formatUtc } from '@stitchlog/timeline'
import type { CsvColumn } from '../csv/csv-words.ts'

export const accessCsvColumns: readonly CsvColumn[] = ['occurred_at', 'reader', 'user_id', 'kind', 'from', 'to']

/** In the order of `accessCsvColumns`. A look at the whole network has no user. */
export const accessCsvRow = ({ occurredAt, reader, userId, kind, from, to }: ListedAccess): string[] => [
  formatUtc(occurredAt),
  reader,
  userId ?? '',
  kind,
  from ?? '',
  to ?? '',
]
