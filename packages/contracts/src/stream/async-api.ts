import { z } from 'zod'
import { activityEventSchema } from '../events/activity-event.ts'
import { rejectReasons } from '../events/drop-reasons.ts'
import { cutHeader, type DeadLetterHeader, deadLetterHeaders, lastOffsetHeader, receiptHeader } from './dead-letter-headers.ts'
import { deadLetterTopic, eventsTopic, topicRetentionDays } from './topics.ts'

const text = (description: string) => ({ type: 'string', description })

const headerSchemas = {
  ...Object.fromEntries(Object.entries(deadLetterHeaders).map(([name, description]) => [name, text(description)])),
  ['reason' satisfies DeadLetterHeader]: { enum: rejectReasons },
}

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
        messages: { deadLetter: { $ref: '#/components/messages/deadLetter' } },
      },
    },
    operations: {
      stitch: { action: 'receive', channel: { $ref: '#/channels/events' } },
      reject: { action: 'send', channel: { $ref: '#/channels/deadLetters' } },
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
      },
    },
  }
}
