import { maxEventsPerRequest, wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'

const bound = wholeNumber(0, 100_000_000)

/** How much of one user a process takes in. All of these are far beyond what a person does. */
export const userLimitVariables = z
  .object({
    STITCHLOG_EVENTS_PER_USER_AND_MINUTE: bound
      .refine((count) => count === 0 || count >= maxEventsPerRequest, `0, or at least ${maxEventsPerRequest}`)
      .default(30_000)
      .meta({ description: 'Events of one user that a process takes in a minute, whoever sends them; 0: any number.' }),
    STITCHLOG_ZONES_PER_USER_AND_DATE: bound
      .default(32)
      .meta({ description: 'Time zones of one user on a date (UTC); events in others are refused; 0: any number.' }),
    STITCHLOG_SESSIONS_PER_USER_AND_DATE: bound
      .default(2000)
      .meta({ description: 'Sessions of one user on a date (UTC); events that begin another are refused; 0: any number.' }),
    STITCHLOG_POINTS_PER_USER_AND_DATE: bound
      .default(100_000)
      .meta({ description: 'Events of one user on a date (UTC) that count; others are refused; 0: any number.' }),
  })
  .transform((variables) => ({
    eventsPerMinute: variables.STITCHLOG_EVENTS_PER_USER_AND_MINUTE,
    zonesPerDate: variables.STITCHLOG_ZONES_PER_USER_AND_DATE,
    sessionsPerDate: variables.STITCHLOG_SESSIONS_PER_USER_AND_DATE,
    pointsPerDate: variables.STITCHLOG_POINTS_PER_USER_AND_DATE,
  }))

export type UserLimitSettings = z.output<typeof userLimitVariables>
