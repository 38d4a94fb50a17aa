import type { RetentionCutoffs } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

/** Rows that are past retention. */
export interface ExpiredRows {
  readonly spans: number
  readonly userDays: number
  readonly accessLog: number
}

/** How many rows of networks without a retention of their own, and of the access log, lie before the cutoffs: what sweeps will delete. */
export async function countExpired({ jobQueries }: Store, { ofNetworks, ofOthers, ofAccessLog }: RetentionCutoffs): Promise<ExpiredRows> {
  const isOther = ofNetworks.size === 0 ? '1' : `network_id NOT IN (${[...ofNetworks.keys()].map(sqlText).join(', ')})`
  const count = async (table: string, condition: string) => {
    const [row] = await jobQueries.selectRows<[number]>(`SELECT count() FROM ${table} WHERE ${condition}`)
    return row?.[0] ?? 0
  }
  const [spans, userDays, accessLog] = await Promise.all([
    count('session_spans', `${isOther} AND ended_at < ${sqlInstant(ofOthers)}`),
    count('user_days', `${isOther} AND first_at < ${sqlInstant(ofOthers)}`),
    // None, where nothing is asked of it.
    count('access_log', Number.isFinite(ofAccessLog) ? `occurred_at < ${sqlInstant(ofAccessLog)}` : '0'),
  ])
  return { spans, userDays, accessLog }
}
