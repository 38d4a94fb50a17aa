import { z } from 'zod'
import { identifierSchema } from '../values/identifier.ts'
import { accessLogAnswerSchema, accessLogParametersSchema } from './access-log.ts'
import { dateParameterSchema } from './calendar-date.ts'
import { csvFormatParameters, workbookFormatParameters, workbookType } from './csv-format.ts'
import { rangeParametersSchema } from './date-range.ts'
import { offsetInstantSchema } from './offset-instant.ts'
import { define } from './operation.ts'
import { sessionPageParametersSchema } from './paging.ts'
import { noBody, none } from './parameters.ts'
import { precisionSchema } from './precision.ts'
import { recordedSchemas } from './recorded.ts'
import { timeoutsSchema } from './tracking.ts'
import { daysAnswerSchema, includedSessionsParameterSchema, sessionsAnswerSchema } from './user-activity.ts'

/** What all of them have in common: the token's subject is the user. */
const common = {
  method: 'GET',
  scopes: ['activity:self'],
  pathParameters: none,
  body: noBody,
  problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
} as const

const whichNetwork = { networkId: identifierSchema.optional().meta({ description: 'Required where the token has several networks.' }) }

const ownTrackingAnswerSchema = z.object({
  networkId: z.string(),
  userId: z.string(),
  enabled: z.boolean(),
  since: offsetInstantSchema.nullable().meta({ description: 'When it was last switched to what it is; null before the first switch.' }),
  inactivityTimeoutSeconds: timeoutsSchema,
  retentionDays: z.int().meta({ description: 'How long activity stays readable.' }),
  accessLogRetentionDays: z.int().meta({ description: 'How long it stays on record who looked.' }),
  recordedSince: recordedSchemas.recordedSince,
})

export type OwnTrackingAnswer = z.infer<typeof ownTrackingAnswerSchema>

/** One's own activity, who looked at it, and what is recorded at all. */
export const ownActivityOperations = {
  getMyTracking: define({
    ...common,
    path: '/v1/me/tracking',
    summary: 'Whether my activity is tracked, since when there is any, and how long it is kept',
    description: 'Tells nothing of any activity, so it is no look.',
    queryParameters: z.object(whichNetwork),
    answer: { status: 200, description: 'The state', schema: ownTrackingAnswerSchema },
    problems: ['foreign-network', 'unavailable'],
  }),
  getMyDays: define({
    ...common,
    path: '/v1/me/days',
    summary: 'My days with activity; the last 14 days without a range',
    queryParameters: rangeParametersSchema.extend({ precision: precisionSchema, sessions: includedSessionsParameterSchema, ...whichNetwork }),
    answer: { status: 200, description: 'The days, newest first', schema: daysAnswerSchema },
  }),
  getMyDaySessions: define({
    ...common,
    path: '/v1/me/days/{date}/sessions',
    summary: 'My sessions of a day',
    pathParameters: z.object({ date: dateParameterSchema }),
    queryParameters: rangeParametersSchema
      .pick({ viewerTimeZone: true })
      .extend({ ...sessionPageParametersSchema.shape, precision: precisionSchema, ...whichNetwork }),
    answer: { status: 200, description: 'A page of the sessions, by start', schema: sessionsAnswerSchema },
  }),
  getMySessionsCsv: define({
    ...common,
    path: '/v1/me/sessions.csv',
    summary: 'My sessions as CSV; the last 14 days without a range',
    queryParameters: rangeParametersSchema.extend({ ...csvFormatParameters, ...whichNetwork }),
    answer: { status: 200, description: 'Streamed, oldest first', schema: 'text/csv' },
  }),
  getMySessionsXlsx: define({
    ...common,
    path: '/v1/me/sessions.xlsx',
    summary: 'My sessions as an Excel workbook; the last 14 days without a range',
    queryParameters: rangeParametersSchema.extend({ ...workbookFormatParameters, ...whichNetwork }),
    answer: { status: 200, description: 'Streamed, oldest first', schema: workbookType },
  }),
  getMyAccessLog: define({
    ...common,
    path: '/v1/me/access-log',
    summary: 'Who looked at my activity, or at all of the network, and who erased it',
    queryParameters: accessLogParametersSchema.extend(whichNetwork),
    answer: { status: 200, description: 'A page of it, newest first', schema: accessLogAnswerSchema },
    problems: ['foreign-network', 'unavailable'],
  }),
}
