import { z } from 'zod'
import { dateSchema } from './calendar-date.ts'
import { offsetInstantSchema } from './offset-instant.ts'
import { define } from './operation.ts'
import { pageParametersSchema } from './paging.ts'
import { noBody, ofNetwork } from './parameters.ts'

/** What can be done to people's activity: looks at one user, looks at the whole network, and erasures. */
export const accessKinds = ['days', 'sessions', 'csv', 'overview', 'overview-csv', 'erasure'] as const

export type AccessKind = (typeof accessKinds)[number]

export const accessLogAnswerSchema = z.object({
  entries: z
    .array(
      z.object({
        occurredAt: offsetInstantSchema,
        reader: z.string().meta({ description: 'The subject of the token.' }),
        userId: z.string().nullable().meta({ description: 'Whose activity; null for the whole network.' }),
        kind: z.enum(accessKinds),
        from: dateSchema.nullable(),
        to: dateSchema.nullable(),
      }),
    )
    .meta({ description: 'Newest first.' }),
  nextCursor: z.string().nullable(),
})

export type AccessLogAnswer = z.infer<typeof accessLogAnswerSchema>

/** Who looked at a network's activity. */
export const accessLogOperations = {
  getNetworkAccessLog: define({
    method: 'GET',
    path: '/v1/networks/{networkId}/access-log',
    summary: 'Who looked at whose activity, and who erased what',
    scopes: ['activity:manage'],
    pathParameters: ofNetwork,
    queryParameters: pageParametersSchema,
    body: noBody,
    answer: { status: 200, description: 'A page of it, newest first', schema: accessLogAnswerSchema },
    problems: ['foreign-network', 'unavailable'],
  }),
}
