import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import type { BackupManifest, SpanDigest } from './backup-manifest.ts'

const key = 'network_id, user_id, local_date, device, time_zone, period_start, started_at'

/** Counts the spans of each network that end at or after the cutoff of their network. */
export async function readSpanDigests(
  { jobQueries }: Pick<Store, 'jobQueries'>,
  { ofOthers, ofNetworks }: BackupManifest['cutoffs'],
): Promise<Map<string, SpanDigest>> {
  const networks = Object.entries(ofNetworks)
  const own = networks.map(([networkId, cutoff]) => `(network_id = ${sqlText(networkId)} AND ended_at >= ${sqlInstant(cutoff)})`)
  const others = networks.length === 0 ? '' : `network_id NOT IN (${networks.map(([networkId]) => sqlText(networkId)).join(', ')}) AND `
  const rows = await jobQueries.selectRows<[networkId: string, spans: number, lengthMs: number, digest: string]>(
    `
      SELECT network_id, count(), sum(toUnixTimestamp64Milli(ends_at) - toUnixTimestamp64Milli(started_at)), toString(groupBitXor(hash))
      FROM
      (
        SELECT ${key}, max(ended_at) AS ends_at,
          sipHash64(network_id, user_id, toString(local_date), toString(device), time_zone, period_start, started_at, ends_at) AS hash
        FROM session_spans
        WHERE ${[...own, `(${others}ended_at >= ${sqlInstant(ofOthers)})`].join(' OR ')}
        GROUP BY ${key}
      )
      GROUP BY network_id`,
    { settings: ['optimize_aggregation_in_order = 1'] },
  )
  return new Map(rows.map(([networkId, spans, lengthMs, digest]) => [networkId, { spans, lengthMs, digest }]))
}

/** What became of the spans of a network between the beginning of a backup and its restore. */
export type SpanComparison = 'equal' | 'more' | 'less'

/** Nothing is less where the network had an erasure or another retention since the backup began; `more` came while the backup was made. */
export function compareDigests(before: SpanDigest, restored: SpanDigest | undefined): SpanComparison {
  if (restored === undefined) return 'less'
  if (restored.digest === before.digest && restored.spans === before.spans) return 'equal'
  return restored.spans >= before.spans && restored.lengthMs >= before.lengthMs ? 'more' : 'less'
}
