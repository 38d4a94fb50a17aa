import type { RetentionCutoffs } from '@stitchlog/timeline'
import { longestTimeoutMs } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { mutationTarget } from '../schema/cluster-schema.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

const hourMs = 3_600_000

/** Deleting rewrites whole parts, so it waits until this much is due: twice a day at most, and well within a day. */
const patienceMs = 12 * hourMs

/** Tables with people's activity, and the instant in a row that says when it is past retention. A date's row counts from the first instant it tells of. */
const tables = [
  ['user_days', 'first_at'],
  ['session_spans', 'ended_at'],
] as const

/** Takes what is past retention off the disk, within 17 hours where it runs every hour. */
export async function sweepExpired(store: Store, { ofNetworks, ofOthers, ofAccessLog }: RetentionCutoffs): Promise<void> {
  for (const [networks, cutoff] of conditionsOf(ofNetworks, ofOthers)) {
    // A span may belong to a session that reaches into what may be shown. Until then reads clip it, so that deleting changes no answer.
    const before = cutoff - longestTimeoutMs
    const past = ([table, instant]: (typeof tables)[number], at: number) => [table, `${networks} AND ${instant} < ${sqlInstant(at)}`] as const
    const due = await Promise.all(tables.map((table) => isAny(store, ...past(table, before - patienceMs))))
    // From both alike, so that no row tells of spans that are gone.
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

/** Networks with the same cutoff together. */
function conditionsOf(ofNetworks: ReadonlyMap<string, number>, ofOthers: number): [networks: string, cutoff: number][] {
  const listed = (networks: readonly string[]) => `network_id IN (${networks.map(sqlText).join(', ')})`
  const byCutoff = Map.groupBy(ofNetworks.keys(), (network) => ofNetworks.get(network) ?? ofOthers)
  const own = [...byCutoff].map(([cutoff, networks]): [string, number] => [listed(networks), cutoff])
  return [...own, [ofNetworks.size === 0 ? '1' : `NOT ${listed([...ofNetworks.keys()])}`, ofOthers]]
}
