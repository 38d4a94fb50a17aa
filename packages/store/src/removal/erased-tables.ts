/** A table with people's activity, and the instant in a row that an erasure must be before for the row to stay. */
export interface ErasedTable {
  readonly name: 'session_spans' | 'user_days'
  readonly instant: string
}

export const erasedTables: readonly ErasedTable[] = [
  { name: 'session_spans', instant: 'started_at' },
  { name: 'user_days', instant: 'first_at' },
]
