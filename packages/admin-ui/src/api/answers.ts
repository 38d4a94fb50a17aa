import type { DaysAnswer, ErasureAnswer, SessionsAnswer, TrackingState } from '@stitchlog/contracts'

export type { DaysAnswer, ErasureAnswer, SessionsAnswer, TrackingState }
export type Day = DaysAnswer['days'][number]
export type Session = SessionsAnswer['sessions'][number]
export type TrackingSwitch = TrackingState['changes'][number]
export type TimeoutSeconds = TrackingState['inactivityTimeoutSeconds']

export type UserOrder = 'duration' | 'lastActive'

/** One user in the overview of a network. */
export interface UserSummary {
  readonly userId: string
  readonly activeDays: number
  readonly sessionCount: number
  readonly durationMs: number
  readonly activeDurationMs: number
  /** ISO 8601 with the offset of the user's last activity. */
  readonly lastActiveAt: string
}

export interface UsersAnswer {
  readonly from: string
  readonly to: string
  readonly users: readonly UserSummary[]
  readonly nextCursor: string | null
}
