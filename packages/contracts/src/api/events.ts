import { z } from 'zod'
import { activityEventSchema } from '../events/activity-event.ts'
import { admissionDropReasons, refusalReasons, rejectReasons } from '../events/drop-reasons.ts'
import { clientInstantSchema } from '../values/instant.ts'
import { recordOf } from '../values/record-of.ts'
import { define } from './operation.ts'
import { none } from './parameters.ts'

export const maxEventsPerRequest = 1000

/** An event as clients send it: ids default to the token's, and ingest stamps the receipt. */
export const sentEventSchema = activityEventSchema
  .omit({ receivedAt: true })
  .partial({ networkId: true, userId: true })
  .extend({
    occurredAt: clientInstantSchema.meta({
      description: "Milliseconds since 1970-01-01T00:00Z by the client's clock. From 1970 to 2099 once `sentAt` has mended it.",
    }),
  })
  .meta({ description: 'One heartbeat. networkId and userId default to those of the token.' })

/** The envelope only: each event is judged by itself, so that one bad event does not cost the others. */
const eventsRequestSchema = z.object(
  {
    sentAt: z
      .exactOptional(clientInstantSchema)
      .meta({ description: "The client's clock when it sent this attempt; mends a clock that is wrong, by any number of years." }),
    events: z.array(z.unknown(), 'a list of events').meta({ items: { $ref: '#/components/schemas/SentEvent' }, maxItems: maxEventsPerRequest }),
  },
  'an object with events',
)

const eventsAnswerSchema = z.object({
  accepted: z.int(),
  dropped: z
    .object(recordOf(admissionDropReasons, () => z.int()))
    .partial()
    .meta({ description: 'Well-formed events that do not count, by reason; reasons without any are left out.' }),
  rejected: z.array(z.object({ index: z.int(), reason: z.enum([...rejectReasons, ...refusalReasons]), detail: z.string() })).meta({
    description:
      'Events that were not taken, and that would not be if they were sent again: malformed ones, and those of a user who has too much on their date.',
  }),
  pauseForSeconds: z.int().optional().meta({ description: 'A network of the batch is off: send nothing for this long.' }),
})

export type EventsAnswer = z.infer<typeof eventsAnswerSchema>

/** Heartbeats in. */
export const eventsOperations = {
  postEvents: define({
    method: 'POST',
    path: '/v1/events',
    summary: 'Take in heartbeats; answered once they are durable',
    description:
      'After 429 and 503 none of the events counts as taken: send all of them again, after `Retry-After`. Also as `text/plain` of at most 64 KiB, for beacons of browsers. Without an `Authorization` header, the token is in the body, as `token`, and counts as one with `activity:write` only.',
    scopes: ['activity:write', 'activity:relay'],
    takesBeacons: true,
    pathParameters: none,
    queryParameters: none,
    body: eventsRequestSchema,
    answer: { status: 202, description: 'What became of them', schema: eventsAnswerSchema },
    problems: ['foreign-network', 'foreign-user', 'too-many-events', 'unavailable'],
  }),
}
