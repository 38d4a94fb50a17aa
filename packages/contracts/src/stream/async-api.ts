import { z } from 'zod'
import { activityEventSchema } from '../events/activity-event.ts'
import { rejectReasons } from '../events/drop-reasons.ts'
import {
  type ClosingHeader,
  closingHeaders,
  closings,
  cutHeader,
  type DeadLetterHeader,
  deadLetterHeaders,
  lastOffsetHeader,
  receiptHeader,
} from './dead-letter-headers.ts'
import { deadLetterTopic, eventsTopic, topicRetentionDays } from './topics.ts'

const text = (description: string) => ({ type: 'string', description })

const texts = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, description]) => [name, text(description)]))

const headerSchemas = { ...texts(deadLetterHeaders), ['reason' satisfies DeadLetterHeader]: { enum: rejectReasons } }

const closingHeaderSchemas = { ...texts(closingHeaders), ['closed.as' satisfies ClosingHeader]: { enum: closings } }

/** The two topics as an AsyncAPI 3 document. */
export function asyncApiDocument(): object {
  const { $schema, ...event } = z.toJSONSchema(activityEventSchema, { io: 'input' })
  return {
    asyncapi: '3.0.0',
    info: { title: 'Stitchlog', version: '1', description: 'What flows between clients, ingest and stitchers.' },
    defaultContentType: 'application/json',
    channels: {
      events: {
        address: eventsTopic,
        description: 'Heartbeats. The key is networkId:userId; an event counts whatever its key. A record without a value is passed over.',
        messages: { event: { $ref: '#/components/messages/event' } },
      },
      deadLetters: {
        address: deadLetterTopic,
        description: `Records that are no event or name no time zone, for ${topicRetentionDays} days.`,
        messages: { deadLetter: { $ref: '#/components/messages/deadLetter' }, closing: { $ref: '#/components/messages/closing' } },
      },
    },
    operations: {
      stitch: { action: 'receive', channel: { $ref: '#/channels/events' } },
      reject: {
        action: 'send',
        channel: { $ref: '#/channels/deadLetters' },
        messages: [{ $ref: '#/channels/deadLetters/messages/deadLetter' }],
      },
      close: { action: 'send', channel: { $ref: '#/channels/deadLetters' }, messages: [{ $ref: '#/channels/deadLetters/messages/closing' }] },
    },
    components: {
      messages: {
        event: {
          payload: event,
          headers: {
            type: 'object',
            properties: { [receiptHeader]: text('On a record that was put back: when it was received first, epoch milliseconds.') },
          },
          bindings: { kafka: { key: text('networkId:userId') } },
        },
        deadLetter: {
          contentType: 'application/octet-stream',
          payload: { description: "The original record's bytes." },
          headers: {
            type: 'object',
            properties: headerSchemas,
            required: Object.keys(deadLetterHeaders).filter((name) => name !== cutHeader && name !== lastOffsetHeader),
          },
        },
        closing: {
          description: 'Closes a dead letter: it was put back, or somebody has seen to it.',
          payload: { type: 'null' },
          headers: { type: 'object', properties: closingHeaderSchemas, required: Object.keys(closingHeaders) },
        },
      },
    },
  }
}
