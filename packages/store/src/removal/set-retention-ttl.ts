import type { Store } from '../engine/store.ts'
import { localTable, mutationTarget } from '../schema/cluster-schema.ts'
import { tableDefinitions } from '../schema/table-definitions.ts'

/** Beyond it the instants that ClickHouse reckons with would overflow. */
const maxTtlDays = 1800

const wantedTtls = (activityDays: number, accessLogDays: number) => [
  { table: 'session_spans', instant: 'ended_at', days: activityDays + 2 },
  { table: 'user_days', instant: 'first_at', days: activityDays + 2 },
  { table: 'access_log', instant: 'occurred_at', days: accessLogDays + 2 },
]

const ttlOf = (instant: string, days: number) => `toDateTime(${instant}) + toIntervalDay(${days})`

/** A table with another TTL than it should have, as ClickHouse writes it; undefined where there is none. */
interface WrongTtl {
  readonly table: string
  readonly found: string | undefined
  readonly wanted: string | undefined
}

/** The tables that lack the TTL that `setRetentionTtl` would give them, on any node. */
export async function tablesWithoutTtl(
  { ledgerQueries, cluster }: Pick<Store, 'ledgerQueries' | 'cluster'>,
  activityDays: number,
  accessLogDays: number,
): Promise<WrongTtl[]> {
  const wanted = wantedTtls(activityDays, accessLogDays)
  const definitions = await tableDefinitions(
    ledgerQueries,
    cluster,
    wanted.map(({ table }) => localTable(table, cluster)),
  )
  return wanted.flatMap(({ table, instant, days }) => {
    const all = definitions.get(localTable(table, cluster)) ?? []
    const right = days <= maxTtlDays ? ttlOf(instant, days) : undefined
    const wrong = all.map(ttlIn).filter((found) => found !== right)
    return wrong.length === 0 ? [] : [{ table, found: wrong[0], wanted: right }]
  })
}

/** The TTL that a definition of a table has. */
const ttlIn = (definition: string): string | undefined => / TTL (.+?)(?: SETTINGS |$)/s.exec(definition)?.[1]

/**
 * Has ClickHouse itself drop what is two days past retention, should the sweep not run; goes by the server's clock. A retention of more than
 * about five years is left to the sweep.
 *
 * @param activityDays the longest retention of any network
 */
export async function setRetentionTtl({ jobQueries, cluster }: Store, activityDays: number, accessLogDays: number): Promise<void> {
  for (const { table, instant, days } of wantedTtls(activityDays, accessLogDays)) {
    const definitions = (await tableDefinitions(jobQueries, cluster, [localTable(table, cluster)])).get(localTable(table, cluster)) ?? []
    const ttl = ttlOf(instant, days)
    const isThere = (text: string) => definitions.filter((definition) => definition.includes(text)).length
    const target = mutationTarget(table, cluster)
    const modify = (to: string) => jobQueries.execute(`ALTER TABLE ${target} MODIFY TTL ${to} SETTINGS materialize_ttl_after_modify = 0`)
    if (days <= maxTtlDays) {
      if (isThere(`TTL ${ttl}`) < definitions.length) await modify(ttl)
    } else if (isThere(' TTL ') > 0) {
      // Nodes without a TTL would refuse to remove it. So all get one first, by which nothing is ever dropped.
      if (isThere(' TTL ') < definitions.length) await modify(`toDateTime(${instant}) DELETE WHERE 0`)
      await jobQueries.execute(`ALTER TABLE ${target} REMOVE TTL`)
    }
  }
}
