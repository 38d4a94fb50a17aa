import type { Store } from '../src/index.ts'
import { localTable, mutationTarget } from '../src/schema/cluster-schema.ts'

/** Settings of ClickHouse that change in which order, in which pieces and by which algorithm it goes through rows, with values worth trying. */
const choices = {
  max_threads: [1, 2, 3, 4],
  max_block_size: [1, 10, 1000, 65_409],
  optimize_read_in_order: [0, 1],
  optimize_read_in_window_order: [0, 1],
  query_plan_reuse_storage_ordering_for_window_functions: [0, 1],
  optimize_sorting_by_input_stream_properties: [0, 1],
  optimize_aggregation_in_order: [0, 1],
  max_bytes_before_external_sort: [0, 100_000],
  compile_expressions: [0, 1],
  compile_aggregate_expressions: [0, 1],
  compile_sort_description: [0, 1],
} as const

/** One choice of each, as entries of a SETTINGS clause. */
export function anyEngineSettings(random: () => number): string[] {
  return Object.entries(choices).map(([name, values]) => `${name} = ${values[Math.floor(random() * values.length)]}`)
}

/** Has an embedded store answer under these settings from now on, except where a query says otherwise. A server keeps no settings from query to query. */
export async function useEngineSettings({ queries, longQueries, jobQueries, cluster }: Store, settings: readonly string[]): Promise<void> {
  if (cluster !== undefined) return
  for (const connection of [queries, longQueries, jobQueries]) await connection.execute(`SET ${settings.join(', ')}`)
}

/** Has spans, or rows of another table, stay as they were inserted. */
export const stopMerges = (store: Store, table = 'session_spans') => switchMerges(store, 'STOP', table)

/** Merges what is there, and nothing that comes later. */
export async function mergeOnce(store: Store, table = 'session_spans'): Promise<void> {
  await switchMerges(store, 'START', table)
  await store.queries.execute(`OPTIMIZE TABLE ${mutationTarget(table, store.cluster)} FINAL`)
  await switchMerges(store, 'STOP', table)
}

const switchMerges = ({ queries, cluster }: Store, to: 'START' | 'STOP', table: string) =>
  queries.execute(`SYSTEM ${to} MERGES${cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`} ${localTable(table, cluster)}`)
