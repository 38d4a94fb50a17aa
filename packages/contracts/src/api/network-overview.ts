import { z } from 'zod'
import { identifierSchema } from '../values/identifier.ts'
import { dateParameterSchema, dateSchema } from './calendar-date.ts'
import { csvFormatParameters, workbookFormatParameters, workbookType } from './csv-format.ts'
import { offsetInstantSchema } from './offset-instant.ts'
import { define } from './operation.ts'
import { pageParametersSchema } from './paging.ts'
import { noBody, ofNetwork } from './parameters.ts'
import { directorySchema, personSchemas } from './person.ts'
import { precisionSchema } from './precision.ts'
import { recordedSchemas } from './recorded.ts'

const asOf = {
  asOf: offsetInstantSchema.nullable().meta({
    description:
      'Everything that was stored by then is in this answer: when the last finished rollup began, usually less than five minutes ago. null before the first one.',
  }),
}

const totals = {
  sessionCount: z.int(),
  durationMs: z.int().meta({ description: 'The sum of all sessions.' }),
  activeDurationMs: z.int().meta({ description: 'The same with devices used at once counted once.' }),
}

const usersAnswerSchema = z.object({
  from: dateSchema,
  to: dateSchema,
  users: z.array(
    z.object({
      userId: z.string(),
      ...personSchemas,
      activeDays: z.int(),
      ...totals,
      lastActiveAt: offsetInstantSchema.nullable().meta({
        description: "In the range; in the zone of the user's last activity. null only with everyone=true, for who was not active in it.",
      }),
    }),
  ),
  nextCursor: z.string().nullable().meta({ description: 'For the next page; null on the last one.' }),
  ...directorySchema,
  ...asOf,
  ...recordedSchemas,
})

export type UsersAnswer = z.infer<typeof usersAnswerSchema>

const networkDaysAnswerSchema = z.object({
  from: dateSchema,
  to: dateSchema,
  days: z
    .array(
      z.object({
        date: dateSchema,
        activeUsers: z.int(),
        ...totals,
        provisional: z.boolean().meta({ description: 'The date is not over for some of them.' }),
      }),
    )
    .meta({ description: 'Dates with activity only, newest first.' }),
  ...asOf,
  ...recordedSchemas,
})

export type NetworkDaysAnswer = z.infer<typeof networkDaysAnswerSchema>

const networkRangeSchema = z.object({
  from: dateParameterSchema.optional().meta({ description: 'Without it, 13 days before to.' }),
  to: dateParameterSchema.optional().meta({
    description: 'Without it, today: the date in UTC, or the next one once anybody of the network was active in it where they are.',
  }),
})

/** By what the users of a network can be sorted. */
const userOrders = ['user', 'activeDays', 'sessions', 'duration', 'lastActive'] as const

const usersFileParametersSchema = networkRangeSchema.extend({
  search: z
    .string()
    .refine((text) => [...text].length <= 128, 'at most 128 characters')
    .optional()
    .meta({
      description:
        'Part of the user id, taken literally but for its case (full Unicode case folding). Where the network has a directory, also the beginnings of words of a name, a department or an email address, in any order, whatever their case and accents: those come first, then those whose id has the text.',
      maxLength: 128,
    }),
  everyone: z.literal('true', 'true, or left out').optional().meta({
    description:
      'true: also people of the directory who were not active in the range, with totals of 0. Without a directory that can answer it changes nothing.',
  }),
  sort: z.enum(userOrders, userOrders.join(', ')).default('duration').meta({
    description:
      'By what they are sorted; user: by name, and by id who has none. Users with the same value are in the order of their ids. What a search finds by name comes first in any order.',
  }),
  order: z.enum(['asc', 'desc'], 'asc or desc').optional().meta({ description: 'Without it, asc for user and desc for all others.' }),
})

const mostUserIds = 50

const usersParametersSchema = usersFileParametersSchema.extend({
  ...pageParametersSchema.shape,
  precision: precisionSchema,
  userId: z
    .union([identifierSchema, z.array(identifierSchema).max(mostUserIds)])
    .optional()
    .meta({
      description: `Only the user with this id; of several, once for each, at most ${mostUserIds}. For callers that have a directory of their own.`,
    }),
})

/** What all of them have in common. */
const common = {
  method: 'GET',
  scopes: ['activity:read'],
  pathParameters: ofNetwork,
  body: noBody,
  problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
} as const

/** A whole network's users and days. */
export const networkOverviewOperations = {
  getNetworkUsers: define({
    ...common,
    path: '/v1/networks/{networkId}/users',
    summary: "A network's active users; the last 14 days without a range",
    queryParameters: usersParametersSchema,
    answer: { status: 200, description: 'A page of them', schema: usersAnswerSchema },
  }),
  getNetworkUsersCsv: define({
    ...common,
    path: '/v1/networks/{networkId}/users.csv',
    summary: "A network's active users as CSV; the last 14 days without a range",
    queryParameters: usersFileParametersSchema.extend(csvFormatParameters),
    answer: { status: 200, description: 'Streamed', schema: 'text/csv' },
  }),
  getNetworkUsersXlsx: define({
    ...common,
    path: '/v1/networks/{networkId}/users.xlsx',
    summary: "A network's active users as an Excel workbook; the last 14 days without a range",
    queryParameters: usersFileParametersSchema.extend(workbookFormatParameters),
    answer: { status: 200, description: 'Streamed', schema: workbookType },
  }),
  getNetworkDays: define({
    ...common,
    path: '/v1/networks/{networkId}/days',
    summary: "A network's totals a day; the last 14 days without a range",
    queryParameters: networkRangeSchema.extend({ precision: precisionSchema }),
    answer: { status: 200, description: 'The days, newest first', schema: networkDaysAnswerSchema },
  }),
  getNetworkDaysCsv: define({
    ...common,
    path: '/v1/networks/{networkId}/days.csv',
    summary: "A network's totals a day as CSV; the last 14 days without a range",
    queryParameters: networkRangeSchema.extend(csvFormatParameters),
    answer: { status: 200, description: 'Newest first', schema: 'text/csv' },
  }),
}
