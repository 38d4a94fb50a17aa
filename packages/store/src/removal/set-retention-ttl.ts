import type { Store } from '../engine/store.ts'
import { localTable, mutationTarget } from '../schema/cluster-schema.ts'

/** Beyond it the instants that ClickHouse reckons with would overflow. */
const maxTtlDays = 1800

/**
 * Has ClickHouse itself drop what is two days past retention, should the sweep not run; goes by the server's clock. A retention of more than
 * about five years is left to the sweep.
 *
 * @param activityDays the longest retention of any network
 */
export async function setRetentionTtl({ jobQueries, cluster }: Store, activityDays: number, accessLogDays: number): Promise<void> {
  const wanted = [
    { table: 'session_spans', instant: 'ended_at', days: activityDays + 2 },
    { table: 'user_days', instant: 'first_at', days: activityDays + 2 },
    { table: 'access_log', instant: 'occurred_at', days: accessLogDays + 2 },
  ]
  for (const { table, instant, days } of wanted) {
    const [row] = await jobQueries.selectRows<[definition: string]>(
      `SELECT create_table_query FROM system.tables WHERE database = currentDatabase() AND name = '${localTable(table, cluster)}'`,
    )
    const definition = row?.[0] ?? ''
    const ttl = `toDateTime(${instant}) + toIntervalDay(${days})`
    if (days > maxTtlDays) {
      if (definition.includes(' TTL ')) await jobQueries.execute(`ALTER TABLE ${mutationTarget(table, cluster)} REMOVE TTL`)
    } else if (!definition.includes(`TTL ${ttl}`)) {
      await jobQueries.execute(`ALTER TABLE ${mutationTarget(table, cluster)} MODIFY TTL ${ttl} SETTINGS materialize_ttl_after_modify = 0`)
    }
  }
}
