import type { RetentionCutoffs } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

/** Numbers of rows past retention. */
export interface ExpiredRows {
  readonly spans: number
  readonly userDays: number
  readonly accessLog: number
}

/** Counts the rows that sweeps will delete: those before the cutoffs, of networks without their own retention and of the access log. */
export async function countExpired({ jobQueries }: Store, { ofNetworks, ofOthers, ofAccessLog }: RetentionCutoffs): Promise<ExpiredRows> {
  const isOther = ofNetworks.size === 0 ? '1' : `network_id NOT IN (${[...ofNetworks.keys()].map(sqlText).join(', ')})`
  const count = async (table: string, condition: string) => {
    const [row] = await jobQueries.selectRows<[number]>(`SELECT count() FROM ${table} WHERE ${condition}`)
    return row?.[0] ?? 0
  }
  const [spans, userDays, accessLog] = await Promise.all([
    count('session_spans', `${isOther} AND ended_at < ${sqlInstant(ofOthers)}`),
    count('user_days', `${isOther} AND first_at < ${sqlInstant(ofOthers)}`),
    // 0 if there is no cutoff for the access log.
    count('access_log', Number.isFinite(ofAccessLog) ? `occurred_at < ${sqlInstant(ofAccessLog)}` : '0'),
  ])
  return { spans, userDays, accessLog }
}
