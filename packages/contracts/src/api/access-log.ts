import { z } from 'zod'
import { identifierSchema } from '../values/identifier.ts'
import { dateParameterSchema, dateSchema } from './calendar-date.ts'
import { csvFormatParameters } from './csv-format.ts'
import { offsetInstantSchema } from './offset-instant.ts'
import { define } from './operation.ts'
import { pageParametersSchema } from './paging.ts'
import { noBody, ofNetwork } from './parameters.ts'
import { directorySchema } from './person.ts'

/** What can be done to people's activity: looks at one user, looks at the whole network, and erasures. */
export const accessKinds = ['days', 'sessions', 'csv', 'overview', 'overview-csv', 'erasure'] as const

export type AccessKind = (typeof accessKinds)[number]

export const accessLogAnswerSchema = z.object({
  entries: z
    .array(
      z.object({
        occurredAt: offsetInstantSchema,
        reader: z.string().meta({ description: 'The subject of the token.' }),
        readerEscaped: z.string().nullable().meta({
          description:
            'The reader in printable ASCII, with \\u{…} for every other character and for spaces that are easily overlooked; null where that is the same. Readers that look alike differ in it.',
        }),
        readerName: z.string().optional().meta({ description: 'From the directory, if it has them; never in the list of looks at oneself.' }),
        userId: z.string().nullable().meta({ description: 'Whose activity; null for the whole network.' }),
        userName: z.string().optional().meta({ description: 'From the directory, if it has them; never in the list of looks at oneself.' }),
        kind: z.enum(accessKinds),
        from: dateSchema.nullable(),
        to: dateSchema.nullable(),
      }),
    )
    .meta({ description: 'Newest first.' }),
  nextCursor: z.string().nullable(),
  ...directorySchema,
})

export type AccessLogAnswer = z.infer<typeof accessLogAnswerSchema>

/** Which entries of an access log are listed. */
export const accessLogParametersSchema = pageParametersSchema.extend({
  reader: identifierSchema.optional().meta({ description: 'Only what this reader looked at or erased.' }),
  kind: z.enum(accessKinds, accessKinds.join(', ')).optional().meta({ description: 'Only looks of this kind, or only erasures.' }),
  from: dateParameterSchema.optional().meta({ description: 'Only looks on this date (UTC) or later.' }),
  to: dateParameterSchema.optional().meta({ description: 'Only looks on this date (UTC) or earlier.' }),
  looks: z.enum(['others', 'own', 'all'], 'others, own or all').default('others').meta({
    description: "others: without people's looks at themselves, which are apart, so that they bury no other; own: those only; all: both.",
  }),
})

/** Who looked at a network's activity. */
export const accessLogOperations = {
  getNetworkAccessLog: define({
    method: 'GET',
    path: '/v1/networks/{networkId}/access-log',
    summary: 'Who looked at whose activity, and who erased what',
    scopes: ['activity:manage'],
    pathParameters: ofNetwork,
    queryParameters: accessLogParametersSchema.extend({
      userId: identifierSchema.optional().meta({ description: 'Only looks at this user, or at the whole network.' }),
    }),
    body: noBody,
    answer: { status: 200, description: 'A page of it, newest first', schema: accessLogAnswerSchema },
    problems: ['foreign-network', 'unavailable'],
  }),
  getNetworkAccessLogCsv: define({
    method: 'GET',
    path: '/v1/networks/{networkId}/access-log.csv',
    summary: 'Who looked at whose activity, and who erased what, as CSV',
    scopes: ['activity:manage'],
    pathParameters: ofNetwork,
    queryParameters: accessLogParametersSchema.omit({ cursor: true, limit: true }).extend({
      userId: identifierSchema.optional().meta({ description: 'Only looks at this user, or at the whole network.' }),
      ...csvFormatParameters,
    }),
    body: noBody,
    answer: { status: 200, description: 'Streamed, newest first', schema: 'text/csv' },
    problems: ['foreign-network', 'unavailable'],
  }),
}
