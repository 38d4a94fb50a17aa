import { z } from 'zod'
import { inactivityTimeoutSecondsSchema } from '../tracking/tracking-change.ts'
import { perDevice } from '../values/device.ts'
import { retentionDaysSchema } from '../values/retention.ts'
import { offsetInstantSchema } from './offset-instant.ts'
import { define } from './operation.ts'
import { pageParametersSchema } from './paging.ts'
import { noBody, none, ofNetwork, ofUser } from './parameters.ts'

const trackingRequestSchema = z.object(
  { enabled: z.boolean('true or false'), inactivityTimeoutSeconds: z.exactOptional(inactivityTimeoutSecondsSchema) },
  'an object with enabled',
)

/** Of answers to a change: when it counts from, where that is only later. */
const countsFromSchema = offsetInstantSchema.optional().meta({
  description:
    'Only where the newest change is still to come: it counts from this instant on, and until then everything holds as before. So it is while the ' +
    "network's ledger is ahead of the service's clock, since that was ahead when an earlier change was written.",
})

export const timeoutsSchema = z.object(perDevice(() => z.int()))

const trackingStateSchema = z.object({
  networkId: z.string(),
  enabled: z.boolean(),
  since: offsetInstantSchema.nullable().meta({ description: 'When it was last switched to what it is; null before the first switch.' }),
  inactivityTimeoutSeconds: timeoutsSchema,
  retentionDays: z.int(),
  changes: z
    .array(
      z.object({
        change: z.enum(['on', 'off', 'retention']),
        at: offsetInstantSchema,
        inactivityTimeoutSeconds: timeoutsSchema.optional().meta({ description: 'Only of on: from then on.' }),
        inactivityTimeoutSecondsBefore: timeoutsSchema
          .optional()
          .meta({ description: 'Only of on while tracking was on already: those until then.' }),
        retentionDays: z.int().optional().meta({ description: 'Only of retention: from then on.' }),
        retentionDaysBefore: z.int().optional().meta({
          description: 'Only of retention: until then. Where the network had none of its own, that of the deployment as it is now.',
        }),
        by: z.string().nullable().meta({ description: 'The subject of the token that asked for it.' }),
      }),
    )
    .meta({
      description:
        'The newest changes, or those before the cursor; of these the oldest first. Only what changed something: asking for what holds already is no change.',
    }),
  nextCursor: z.string().nullable().meta({ description: 'For the changes before these; null if there are none.' }),
  countsFrom: countsFromSchema,
})

export type TrackingAnswer = z.infer<typeof trackingStateSchema>

const erasureAnswerSchema = z.object({
  erasedAt: offsetInstantSchema.meta({
    description:
      'Nothing from up to this instant can be read any more. Where the ledger of the network is ahead of the clock it lies ahead too: what happens until then is erased as well.',
  }),
  goneBy: offsetInstantSchema.meta({ description: 'When the last copy, in the raw event log, will have gone.' }),
})

export type ErasureAnswer = z.infer<typeof erasureAnswerSchema>

const retentionRequestSchema = z.object({ days: retentionDaysSchema }, 'an object with days')

const retentionAnswerSchema = z.object({ retentionDays: z.int(), countsFrom: countsFromSchema })

const erasureWarning =
  'Refuse the user ids `.` and `..` before you build a path; no user has them. Browsers, fetch and most URL libraries take `..` (also written ' +
  '`%2e%2e`) for a step back and send `DELETE /v1/networks/N/users/../activity` as `DELETE /v1/networks/N/activity`, the call for the whole network. ' +
  'encodeURIComponent does not help. It is refused for want of `everyone=true`: never send that for one user.'

const everyoneSchema = z
  .literal('true', 'must be true, once: without it nothing is erased, because this call erases the activity of everyone in the network')
  .meta({ description: 'Says that everyone is meant, and not a user whose id got lost on the way.' })

/** A network's switch, its retention, and erasures. */
export const trackingOperations = {
  getTracking: define({
    method: 'GET',
    path: '/v1/networks/{networkId}/tracking',
    summary: "A network's tracking switch, and the history of its settings",
    scopes: ['activity:read', 'activity:manage'],
    pathParameters: ofNetwork,
    queryParameters: pageParametersSchema,
    body: noBody,
    answer: { status: 200, description: 'The state, and a page of the history', schema: trackingStateSchema },
    problems: ['foreign-network', 'unavailable'],
  }),
  putTracking: define({
    method: 'PUT',
    path: '/v1/networks/{networkId}/tracking',
    summary: 'Switch tracking on, with timeouts, or off',
    description:
      'Answered when it counts: every event received later is judged by it. Where it counts only later, `countsFrom` says from when, and the answer comes at once. ' +
      'After a 503 it may be stored, and count, all the same.',
    scopes: ['activity:manage'],
    pathParameters: ofNetwork,
    queryParameters: none,
    body: trackingRequestSchema,
    answer: { status: 200, description: 'The state after it', schema: trackingStateSchema },
    problems: ['foreign-network', 'unavailable'],
  }),
  putRetention: define({
    method: 'PUT',
    path: '/v1/networks/{networkId}/retention',
    summary: 'How long activity of the network is kept; what is older is unreadable at once',
    scopes: ['activity:manage'],
    pathParameters: ofNetwork,
    queryParameters: none,
    body: retentionRequestSchema,
    answer: { status: 200, description: 'The retention after it', schema: retentionAnswerSchema },
    problems: ['foreign-network', 'unavailable'],
  }),
  deleteUserActivity: define({
    method: 'DELETE',
    path: '/v1/networks/{networkId}/users/{userId}/activity',
    summary: 'Erase everything of a user up to now',
    description: erasureWarning,
    scopes: ['activity:manage'],
    pathParameters: ofUser,
    queryParameters: none,
    body: noBody,
    answer: { status: 202, description: 'Unreadable from now on', schema: erasureAnswerSchema },
    problems: ['foreign-network', 'unavailable'],
  }),
  deleteNetworkActivity: define({
    method: 'DELETE',
    path: '/v1/networks/{networkId}/activity',
    summary: 'Erase everything of everyone in a network up to now',
    description: erasureWarning,
    scopes: ['activity:manage'],
    pathParameters: ofNetwork,
    queryParameters: z.object({ everyone: everyoneSchema }),
    body: noBody,
    answer: { status: 202, description: 'Unreadable from now on', schema: erasureAnswerSchema },
    problems: ['foreign-network', 'unavailable'],
  }),
}
