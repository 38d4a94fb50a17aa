import { z } from 'zod'
import { deviceSchema } from '../events/activity-event.ts'
import { perDevice } from '../values/device.ts'
import { dateParameterSchema, dateSchema } from './calendar-date.ts'
import { csvFormatParameters, workbookFormatParameters, workbookType } from './csv-format.ts'
import { rangeParametersSchema } from './date-range.ts'
import { offsetInstantSchema } from './offset-instant.ts'
import { define } from './operation.ts'
import { sessionPageParametersSchema } from './paging.ts'
import { noBody, ofUser } from './parameters.ts'
import { userSchema } from './person.ts'
import { precisionSchema } from './precision.ts'
import { recordedSchemas } from './recorded.ts'

/** Of a session that midnight cuts, which is listed with each of its dates. */
const wholeSchema = z
  .object({ startedAt: offsetInstantSchema, endedAt: offsetInstantSchema, durationMs: z.int() })
  .optional()
  .meta({ description: 'Only where midnight cuts the session: all of it, on other dates too.' })

/** How many sessions of a date, and of all dates, an answer about days has at most. */
export const mostSessionsOfDays = { date: 500, all: 20_000 } as const

const includedSessionSchema = z.object({
  device: deviceSchema,
  startedAt: offsetInstantSchema,
  endedAt: offsetInstantSchema,
  timeZone: z.string(),
  whole: wholeSchema,
})

/** Of answers about days. */
export const includedSessionsParameterSchema = z.enum(['included'], 'included, or left out').optional().meta({
  description: 'included: each day has its sessions. The look is then recorded as one at the sessions of all these dates.',
})

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
        sessions: z
          .array(includedSessionSchema)
          .optional()
          .meta({
            description: `By start; only with sessions=included. Left out of dates with more than ${mostSessionsOfDays.date}, and of the oldest dates where all have more than ${mostSessionsOfDays.all}.`,
          }),
      }),
    )
    .meta({ description: 'Dates with activity only, newest first.' }),
  tracking: z.object({ enabled: z.boolean(), since: offsetInstantSchema.nullable() }),
  ...userSchema,
  ...recordedSchemas,
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
      whole: wholeSchema,
    }),
  ),
  nextCursor: z.string().optional().meta({ description: 'For the next page; only where more sessions follow.' }),
  ...recordedSchemas,
})

export type SessionsAnswer = z.infer<typeof sessionsAnswerSchema>

/** One user's days and sessions, for whom was granted to read them. */
export const userActivityOperations = {
  getUserDays: define({
    method: 'GET',
    path: '/v1/networks/{networkId}/users/{userId}/days',
    summary: "A user's days with activity; the last 14 days without a range",
    scopes: ['activity:read'],
    pathParameters: ofUser,
    queryParameters: rangeParametersSchema.extend({ precision: precisionSchema, sessions: includedSessionsParameterSchema }),
    body: noBody,
    answer: { status: 200, description: 'The days, newest first', schema: daysAnswerSchema },
    problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
  }),
  getUserDaySessions: define({
    method: 'GET',
    path: '/v1/networks/{networkId}/users/{userId}/days/{date}/sessions',
    summary: "The sessions of one of a user's days",
    scopes: ['activity:read'],
    pathParameters: ofUser.extend({ date: dateParameterSchema }),
    queryParameters: rangeParametersSchema
      .pick({ viewerTimeZone: true })
      .extend({ ...sessionPageParametersSchema.shape, precision: precisionSchema }),
    body: noBody,
    answer: { status: 200, description: 'A page of the sessions, by start', schema: sessionsAnswerSchema },
    problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
  }),
  getUserSessionsCsv: define({
    method: 'GET',
    path: '/v1/networks/{networkId}/users/{userId}/sessions.csv',
    summary: "A user's sessions as CSV; the last 14 days without a range",
    scopes: ['activity:read'],
    pathParameters: ofUser,
    queryParameters: rangeParametersSchema.extend(csvFormatParameters),
    body: noBody,
    answer: { status: 200, description: 'Streamed, oldest first', schema: 'text/csv' },
    problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
  }),
  getUserSessionsXlsx: define({
    method: 'GET',
    path: '/v1/networks/{networkId}/users/{userId}/sessions.xlsx',
    summary: "A user's sessions as an Excel workbook; the last 14 days without a range",
    scopes: ['activity:read'],
    pathParameters: ofUser,
    queryParameters: rangeParametersSchema.extend(workbookFormatParameters),
    body: noBody,
    answer: { status: 200, description: 'Streamed, oldest first', schema: workbookType },
    problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
  }),
}
