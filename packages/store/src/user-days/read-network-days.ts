import type { Store } from '../engine/store.ts'
import { shownUserDays, type UserDaysAsked, userDaysSettings } from './shown-user-days.ts'

/** A network's totals of a date. */
export interface NetworkDay {
  readonly date: string
  readonly activeUsers: number
  readonly sessionCount: number
  readonly durationMs: number
  readonly activeDurationMs: number
  /** Of instants cut to whole seconds, as people read them. */
  readonly durationSeconds: number
  readonly activeDurationSeconds: number
  /** Sorted by name. */
  readonly timeZones: readonly string[]
}

type Row = [date: string, users: number, sessions: number, duration: number, active: number, seconds: number, activeSeconds: number, zones: string[]]

/** The dates on which anybody was active, newest first. */
export async function readNetworkDays(store: Store, asked: UserDaysAsked): Promise<NetworkDay[]> {
  const rows = await store.queries.selectRows<Row>(
    `
      SELECT toString(local_date), count(), sum(session_count), sum(duration_ms), sum(active_duration_ms),
        sum(duration_s), sum(active_duration_s), arraySort(groupUniqArrayArray(time_zones))
      ${shownUserDays(store, asked)}
      GROUP BY local_date
      ORDER BY local_date DESC`,
    { settings: userDaysSettings },
  )
  return rows.map(([date, activeUsers, sessionCount, durationMs, activeDurationMs, durationSeconds, activeDurationSeconds, timeZones]) => ({
    date,
    activeUsers,
    sessionCount,
    durationMs,
    activeDurationMs,
    durationSeconds,
    activeDurationSeconds,
    timeZones,
  }))
}
