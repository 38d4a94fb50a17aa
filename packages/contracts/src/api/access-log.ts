import { z } from 'zod'
import { dateSchema } from './activity.ts'
import { offsetInstantSchema } from './offset-instant.ts'

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
