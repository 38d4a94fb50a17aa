import type { RetentionCutoffs } from '@stitchlog/timeline'
import { longestTimeoutMs } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { mutationTarget } from '../schema/cluster-schema.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

const hourMs = 3_600_000

/** Deleting rewrites whole parts, so the sweep waits until this much is due: at most twice a day, and well within a day. */
const patienceMs = 12 * hourMs

/**
 * The tables with activity, and the column that decides when a row is past retention. For a date's row it is the first instant that the row covers.
 */
const tables = [
  ['user_days', 'first_at'],
  ['session_spans', 'ended_at'],
] as const

/** Deletes what is past retention from the disk, within 17 hours if it runs every hour. */
export async function sweepExpired(store: Store, { ofNetworks, ofOthers, ofAccessLog }: RetentionCutoffs): Promise<void> {
  for (const [networks, cutoff] of conditionsOf(ofNetworks, ofOthers)) {
    // A span may belong to a session that reaches into the retained range. Until then reads clip it, so that the deletion changes no response.
    const before = cutoff - longestTimeoutMs
    const past = ([table, instant]: (typeof tables)[number], at: number) => [table, `${networks} AND ${instant} < ${sqlInstant(at)}`] as const
    const due = await Promise.all(tables.map((table) => isAny(store, ...past(table, before - patienceMs))))
    // From both tables, so that no row covers spans that are gone.
    if (due.includes(true)) for (const table of tables) await deleteRows(store, ...past(table, before))
  }
  const past = (at: number) => ['access_log', `occurred_at < ${sqlInstant(at)}`] as const
  if (await isAny(store, ...past(ofAccessLog - patienceMs))) await deleteRows(store, ...past(ofAccessLog))
}

async function isAny({ jobQueries }: Store, table: string, condition: string): Promise<boolean> {
  const rows = await jobQueries.selectRows(`SELECT 1 FROM ${table} WHERE ${condition} LIMIT 1`)
  return rows.length > 0
}

async function deleteRows({ jobQueries, cluster }: Store, table: string, condition: string): Promise<void> {
  await jobQueries.execute(`ALTER TABLE ${mutationTarget(table, cluster)} DELETE WHERE ${condition} SETTINGS mutations_sync = 1`)
}

/** One condition per cutoff, for all networks that share it. */
function conditionsOf(ofNetworks: ReadonlyMap<string, number>, ofOthers: number): [networks: string, cutoff: number][] {
  const listed = (networks: readonly string[]) => `network_id IN (${networks.map(sqlText).join(', ')})`
  const byCutoff = Map.groupBy(ofNetworks.keys(), (network) => ofNetworks.get(network) ?? ofOthers)
  const own = [...byCutoff].map(([cutoff, networks]): [string, number] => [listed(networks), cutoff])
  return [...own, [ofNetworks.size === 0 ? '1' : `NOT ${listed([...ofNetworks.keys()])}`, ofOthers]]
}
