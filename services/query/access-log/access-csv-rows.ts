import type { ListedAccess } from '@stitchlog/store'
import { formatUtc } from '@stitchlog/timeline'
import type { CsvColumn } from '../csv/csv-words.ts'
import type { People } from '../directory/directory.ts'

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

/** The same where the network has a directory. */
export const namedAccessCsvColumns: readonly CsvColumn[] = [...accessCsvColumns, 'reader_name', 'user_name']

/** In the order of `namedAccessCsvColumns`. */
export function namedAccessCsvRow(entry: ListedAccess, people: People): string[] {
  const { readerName = '', userName = '' } = namesOf(entry, people)
  return [...accessCsvRow(entry), readerName, userName]
}

/** The names in an entry, as far as the directory has them. */
export function namesOf({ reader, userId }: Pick<ListedAccess, 'reader' | 'userId'>, people: People): { readerName?: string; userName?: string } {
  const found = people.find(userId === null ? [reader] : [reader, userId])
  const [readerName, userName] = [found.get(reader)?.name, userId === null ? undefined : found.get(userId)?.name]
  return { ...(readerName === undefined ? {} : { readerName }), ...(userName === undefined ? {} : { userName }) }
}
