import { longestInactivityTimeoutSeconds } from '@stitchlog/contracts'
import { mutationTarget } from './cluster-schema.ts'
import { sqlInstant } from './sql-instant.ts'
import { sqlText } from './sql-text.ts'
import type { Store } from './store.ts'

/** Before which instant activity may not be kept any more. */
export interface RetentionCutoffs {
  readonly ofNetworks: ReadonlyMap<string, number>
  readonly ofOthers: number
  readonly ofAccessLog: number
}

const hourMs = 3_600_000

const longestTimeoutMs = longestInactivityTimeoutSeconds * 1000

/** Deleting rewrites whole parts, so it waits until this much is due: twice a day at most, and well within a day. */
const patienceMs = 12 * hourMs

const tables = { session_spans: 'ended_at', user_days: 'last_at' } as const

/** Takes what is past retention off the disk, within 17 hours where it runs every hour. */
export async function sweepExpired(store: Store, { ofNetworks, ofOthers, ofAccessLog }: RetentionCutoffs): Promise<void> {
  for (const [table, instant] of Object.entries(tables)) {
    for (const [networks, cutoff] of conditionsOf(ofNetworks, ofOthers)) {
      // A span may belong to a session that reaches into what may be shown. Until then reads clip it, so that deleting changes no answer.
      const before = cutoff - longestTimeoutMs
      await deleteDue(store, table, (at) => `${networks} AND ${instant} < ${sqlInstant(at)}`, before)
    }
  }
  await deleteDue(store, 'access_log', (at) => `occurred_at < ${sqlInstant(at)}`, ofAccessLog)
}

async function deleteDue({ jobQueries, cluster }: Store, table: string, condition: (before: number) => string, before: number): Promise<void> {
  const result = await jobQueries.query({
    query: `SELECT 1 FROM ${table} WHERE ${condition(before - patienceMs)} LIMIT 1`,
    format: 'JSONCompactEachRow',
  })
  if ((await result.json()).length === 0) return
  await jobQueries.command({ query: `ALTER TABLE ${mutationTarget(table, cluster)} DELETE WHERE ${condition(before)} SETTINGS mutations_sync = 1` })
}

/** Networks with the same cutoff together. */
function conditionsOf(ofNetworks: ReadonlyMap<string, number>, ofOthers: number): [networks: string, cutoff: number][] {
  const listed = (networks: readonly string[]) => `network_id IN (${networks.map(sqlText).join(', ')})`
  const byCutoff = Map.groupBy(ofNetworks.keys(), (network) => ofNetworks.get(network) ?? ofOthers)
  const own = [...byCutoff].map(([cutoff, networks]): [string, number] => [listed(networks), cutoff])
  return [...own, [ofNetworks.size === 0 ? '1' : `NOT ${listed([...ofNetworks.keys()])}`, ofOthers]]
}
