import { z } from 'zod'
import { activityEventSchema } from '../activity-event.ts'
import { dropReasons } from '../drop-reasons.ts'

/** The two topics as an AsyncAPI 3 document. */
export function asyncApiDocument(): object {
  const { $schema, ...event } = z.toJSONSchema(activityEventSchema, { io: 'input' })
  const text = (description: string) => ({ type: 'string', description })
  return {
    asyncapi: '3.0.0',
    info: { title: 'Stitchlog', version: '1', description: 'What flows between clients, ingest and stitchers.' },
    defaultContentType: 'application/json',
    channels: {
      events: {
        address: 'activity.events',
        description: 'Heartbeats. The key is networkId:userId; an event counts whatever its key. A record without a value is passed over.',
        messages: { event: { $ref: '#/components/messages/event' } },
      },
      deadLetters: {
        address: 'activity.dead-letter',
        description: 'Records that are no event or name no time zone, for 7 days.',
        messages: { deadLetter: { $ref: '#/components/messages/deadLetter' } },
      },
    },
    operations: {
      stitch: { action: 'receive', channel: { $ref: '#/channels/events' } },
      reject: { action: 'send', channel: { $ref: '#/channels/deadLetters' } },
    },
    components: {
      messages: {
        event: { payload: event, bindings: { kafka: { key: text('networkId:userId') } } },
        deadLetter: {
          contentType: 'application/octet-stream',
          payload: { description: "The original record's bytes." },
          headers: {
            type: 'object',
            properties: {
              reason: { enum: dropReasons.slice(0, 2) },
              'source.topic': text('Where the record was.'),
              'source.partition': text('A whole number.'),
              'source.offset': text('A whole number.'),
              'source.timestamp': text("The original record's timestamp, epoch milliseconds."),
            },
            required: ['reason', 'source.topic', 'source.partition', 'source.offset', 'source.timestamp'],
          },
        },
      },
    },
  }
}
