import type { TimeZone } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { storedTimeZone } from '../sessions/stored-time-zone.ts'
import { sqlFolded } from '../sql/sql-folded.ts'
import { sqlText } from '../sql/sql-text.ts'
import { shownUserDays, type UserDaysAsked, userDaysSettings } from './shown-user-days.ts'

/** A user's totals over a range of dates. */
export interface NetworkUser {
  readonly userId: string
  readonly activeDays: number
  readonly sessionCount: number
  readonly durationMs: number
  readonly activeDurationMs: number
  /** Of instants cut to whole seconds, as people read them. */
  readonly durationSeconds: number
  readonly activeDurationSeconds: number
  /** Epoch milliseconds. */
  readonly lastActiveAt: number
  /** Of the last activity; of several zones at one instant the first by name. */
  readonly zone: TimeZone
}

export interface NetworkUsersAsked extends UserDaysAsked {
  /** Part of the user id, taken literally but for its case. Empty: everyone. */
  readonly search: string
  /** By duration: by that of whole seconds where those are shown. By user: by their ids, whatever their case. */
  readonly sort: 'duration' | 'wholeSeconds' | 'lastActive' | 'activeDays' | 'sessions' | 'user'
  /** Least, earliest or first by the alphabet first; otherwise the other way round. Users with the same value are always in the order of their ids. */
  readonly ascending?: boolean
  /** The sorted value and the user after whom the page begins. */
  readonly after: { readonly value: number; readonly userId: string } | undefined
  readonly limit: number
}

type Row = [
  userId: string,
  days: number,
  sessions: number,
  duration: number,
  active: number,
  seconds: number,
  activeSeconds: number,
  lastAt: number,
  zone: string,
]

const sortedBy = {
  duration: 'duration',
  wholeSeconds: 'duration_seconds',
  lastActive: 'last_active_ms',
  activeDays: 'active_days',
  sessions: 'session_total',
  user: '0',
} as const

const valuesBy = {
  duration: 'sum(duration_ms)',
  wholeSeconds: 'sum(duration_s)',
  lastActive: 'max(toUnixTimestamp64Milli(last_at))',
  activeDays: 'count()',
  sessions: 'sum(session_count)',
  user: '0',
} as const

/**
 * The zone of the latest row, of several at one instant the first by name: the least text of all that begin with an instant counted backwards. As
 * `argMin` over a tuple the whole query took twice as long (394 ms for 184, 1.4 million rows).
 */
const zoneOfLast = `substring(min(concat(leftPad(toString(9999999999999 - toUnixTimestamp64Milli(last_at)), 13, '0'), last_time_zone)), 14)`

/** Users with activity, and by what each of them is sorted. */
export interface UserValues {
  readonly userIds: readonly string[]
  readonly values: readonly number[]
}

/** All users with activity, in no order; the values are 0 where they are sorted by user. As two columns they are read faster than in rows. */
export async function readUserValues(store: Store, { sort, ...asked }: UserDaysAsked & Pick<NetworkUsersAsked, 'sort'>): Promise<UserValues> {
  const rows = await store.queries.selectRows<[userIds: string[], values: number[]]>(
    `
      SELECT groupArray(user_id), groupArray(value)
      FROM (SELECT user_id, ${valuesBy[sort]} AS value ${shownUserDays(store, asked)} GROUP BY user_id)`,
    { settings: userDaysSettings },
  )
  const [userIds = [], values = []] = rows[0] ?? []
  return { userIds, values }
}

/** Users with activity in an order, then by id; in pages that keep their place while activity goes on. */
export async function readNetworkUsers(store: Store, asked: NetworkUsersAsked): Promise<NetworkUser[]> {
  const value = sortedBy[asked.sort]
  const direction = asked.ascending === true ? 'ASC' : 'DESC'
  const found = asked.search === '' ? '1' : `position(${sqlFolded('user_id')}, ${sqlFolded(sqlText(asked.search))}) > 0`
  const rows = await store.queries.selectRows<Row>(
    `
      SELECT user_id, count() AS active_days, sum(session_count) AS session_total, sum(duration_ms) AS duration, sum(active_duration_ms),
        sum(duration_s) AS duration_seconds, sum(active_duration_s),
        max(toUnixTimestamp64Milli(last_at)) AS last_active_ms,
        ${zoneOfLast}
      ${shownUserDays(store, asked)} AND ${found}
      GROUP BY user_id
      HAVING ${isAfter(asked)}
      ORDER BY ${asked.sort === 'user' ? `${sqlFolded('user_id')} ${direction}, user_id ${direction}` : `${value} ${direction}, user_id`}
      LIMIT ${asked.limit}`,
    { settings: userDaysSettings },
  )
  return rows.map(userOf)
}

/** The condition on the users of a page. */
function isAfter({ sort, ascending = false, after }: NetworkUsersAsked): string {
  if (after === undefined) return '1'
  const [user, beyond] = [sqlText(after.userId), ascending ? '>' : '<']
  if (sort === 'user') return `(${sqlFolded('user_id')}, user_id) ${beyond} (${sqlFolded(user)}, ${user})`
  const value = sortedBy[sort]
  return `(${value} ${beyond} ${after.value} OR (${value} = ${after.value} AND user_id > ${user}))`
}

function userOf([
  userId,
  activeDays,
  sessionCount,
  durationMs,
  activeDurationMs,
  durationSeconds,
  activeDurationSeconds,
  lastActiveAt,
  zoneName,
]: Row): NetworkUser {
  const zone = storedTimeZone(zoneName)
  return { userId, activeDays, sessionCount, durationMs, activeDurationMs, durationSeconds, activeDurationSeconds, lastActiveAt, zone }
}
