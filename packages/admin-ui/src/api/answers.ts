import type { AccessLogAnswer, DaysAnswer, ErasureAnswer, OwnTrackingAnswer, SessionsAnswer, TrackingAnswer, UsersAnswer } from '@stitchlog/contracts'

export type { AccessLogAnswer, DaysAnswer, ErasureAnswer, OwnTrackingAnswer, SessionsAnswer, TrackingAnswer, UsersAnswer }
export type Look = AccessLogAnswer['entries'][number]
export type Day = DaysAnswer['days'][number]
export type Session = SessionsAnswer['sessions'][number]
/** A switch, new timeouts, or a new retention. */
export type SettingsChange = TrackingAnswer['changes'][number]
export type TimeoutSeconds = TrackingAnswer['inactivityTimeoutSeconds']

/** A column of the list of users, and which end of it is first. */
export interface UserOrder {
  readonly sort: 'user' | 'activeDays' | 'sessions' | 'duration' | 'lastActive'
  readonly order: 'asc' | 'desc'
}

/** One user in the overview of a network. */
export type UserSummary = UsersAnswer['users'][number]
