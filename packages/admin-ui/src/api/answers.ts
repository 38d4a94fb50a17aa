import type { DaysAnswer, ErasureAnswer, SessionsAnswer, TrackingState, UsersAnswer } from '@stitchlog/contracts'

export type { DaysAnswer, ErasureAnswer, SessionsAnswer, TrackingState, UsersAnswer }
export type Day = DaysAnswer['days'][number]
export type Session = SessionsAnswer['sessions'][number]
export type TrackingSwitch = TrackingState['changes'][number]
export type TimeoutSeconds = TrackingState['inactivityTimeoutSeconds']

export type UserOrder = 'duration' | 'lastActive'

/** One user in the overview of a network. */
export type UserSummary = UsersAnswer['users'][number]
