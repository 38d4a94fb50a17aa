import { z } from 'zod'
import { deviceSchema } from '../activity-event.ts'
import { perDevice } from '../values/device.ts'
import { offsetInstantSchema } from './offset-instant.ts'

export const dateSchema = z.string().meta({ description: 'YYYY-MM-DD', format: 'date' })

const deviceTotalsSchema = z.object({ sessionCount: z.int(), durationMs: z.int() })

export const daysAnswerSchema = z.object({
  from: dateSchema,
  to: dateSchema,
  days: z
    .array(
      z.object({
        date: dateSchema,
        sessionCount: z.int(),
        durationMs: z.int().meta({ description: 'The sum of all sessions of the date.' }),
        activeDurationMs: z.int().meta({ description: 'The length of their union.' }),
        devices: z.object(perDevice(() => deviceTotalsSchema)),
        timeZones: z.array(z.string()),
        provisional: z.boolean().meta({ description: 'The date is not over.' }),
      }),
    )
    .meta({ description: 'Dates with activity only, newest first.' }),
  tracking: z.object({ enabled: z.boolean(), since: offsetInstantSchema.nullable() }),
})

export type DaysAnswer = z.infer<typeof daysAnswerSchema>

export const sessionsAnswerSchema = z.object({
  date: dateSchema,
  sessions: z.array(
    z.object({
      device: deviceSchema,
      startedAt: offsetInstantSchema,
      endedAt: offsetInstantSchema.meta({ description: "Where midnight cuts a session, the next day's first instant." }),
      durationMs: z.int(),
      timeZone: z.string(),
      differsFromViewer: z.boolean().meta({ description: "The user's clock and the viewer's differ at the start or at the end." }),
      continuesFromPreviousDay: z.boolean(),
      continuesOnNextDay: z.boolean(),
      ongoing: z.boolean().meta({ description: 'The next heartbeat may still make it longer.' }),
    }),
  ),
})

export type SessionsAnswer = z.infer<typeof sessionsAnswerSchema>
