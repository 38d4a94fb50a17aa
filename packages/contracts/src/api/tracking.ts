import { z } from 'zod'
import { retentionDaysSchema } from '../retention.ts'
import { inactivityTimeoutSecondsSchema } from '../tracking-change.ts'
import { perDevice } from '../values/device.ts'
import { offsetInstantSchema } from './offset-instant.ts'

export const trackingRequestSchema = z.object(
  { enabled: z.boolean('true or false'), inactivityTimeoutSeconds: z.exactOptional(inactivityTimeoutSecondsSchema) },
  'an object with enabled',
)

/** Of answers to a change: when it counts from, where that is only later. */
const countsFromSchema = offsetInstantSchema.optional().meta({
  description:
    'Only where the newest change is still to come: it counts from this instant on, and until then everything holds as before. So it is while the ' +
    "network's ledger is ahead of the service's clock, since that was ahead when an earlier change was written.",
})

const timeoutsSchema = z.object(perDevice(() => z.int()))

export const trackingStateSchema = z.object({
  networkId: z.string(),
  enabled: z.boolean(),
  since: offsetInstantSchema.nullable().meta({ description: 'When it was last switched to what it is; null before the first switch.' }),
  inactivityTimeoutSeconds: timeoutsSchema,
  retentionDays: z.int(),
  changes: z
    .array(
      z.object({
        change: z.enum(['on', 'off']),
        at: offsetInstantSchema,
        inactivityTimeoutSeconds: timeoutsSchema.optional(),
        by: z.string().nullable().meta({ description: 'The subject of the token that asked for it.' }),
      }),
    )
    .meta({ description: 'What changed something, oldest first: asking for what holds already is no change.' }),
  countsFrom: countsFromSchema,
})

export type TrackingState = z.infer<typeof trackingStateSchema>

export const erasureAnswerSchema = z.object({
  erasedAt: offsetInstantSchema.meta({
    description:
      'Nothing from up to this instant can be read any more. Where the ledger of the network is ahead of the clock it lies ahead too: what happens until then is erased as well.',
  }),
  goneBy: offsetInstantSchema.meta({ description: 'When the last copy, in the raw event log, will have gone.' }),
})

export type ErasureAnswer = z.infer<typeof erasureAnswerSchema>

export const retentionRequestSchema = z.object({ days: retentionDaysSchema }, 'an object with days')

export const retentionAnswerSchema = z.object({ retentionDays: z.int(), countsFrom: countsFromSchema })
