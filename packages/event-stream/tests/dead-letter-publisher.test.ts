import { cutHeader, lastOffsetHeader, maxEventBytes } from '@stitchlog/contracts'
import kafkajs, { type Kafka, type Message, type ProducerRecord } from 'kafkajs'
import { beforeEach, expect, test } from 'vitest'
import { DeadLetterPublisher } from '../src/kafka/dead-letter-publisher.ts'
import { readableRecords, type UnreadableBatch } from '../src/kafka/readable-records.ts'

const sent: Message[][] = []
let largestTaken: number
let publisher: DeadLetterPublisher

beforeEach(async () => {
  sent.length = 0
  largestTaken = Number.POSITIVE_INFINITY
  const producer = {
    connect: async () => {},
    send: async ({ messages }: ProducerRecord) => {
      if (messages.some(({ value }) => (value?.length ?? 0) > largestTaken))
        throw new kafkajs.KafkaJSProtocolError({ type: 'MESSAGE_TOO_LARGE', code: 10 } as never)
      sent.push(messages)
      return []
    },
  }
  publisher = await DeadLetterPublisher.connect({ producer: () => producer } as unknown as Kafka, 'dead', 'events')
})

const message = (offset: number, value: Buffer, more: object = {}) => ({
  key: null,
  value,
  timestamp: '1000',
  attributes: 0,
  offset: String(offset),
  headers: {},
  ...more,
})

/** What is published of messages that all end as dead letters. */
async function lettersOf(...messages: ReturnType<typeof message>[]) {
  const unreadable: UnreadableBatch[] = []
  const { records } = readableRecords(3, messages, (batch) => unreadable.push(batch))
  await publisher.publish([...records].map((record) => ({ record, reason: 'malformed' })))
  return { letters: sent.flat(), unreadable }
}

const place = (offset: number) => ({
  reason: 'malformed',
  'source.topic': 'events',
  'source.partition': '3',
  'source.offset': String(offset),
  'source.timestamp': '1000',
})

test('a batch that cannot be unpacked becomes one letter, cut, with all its offsets; what is beside it is a letter of its own', async () => {
  const batch = message(41, Buffer.alloc(700_000, 'b'), { unreadable: { firstOffset: '17', reason: 'it unpacks to too much' } })
  const { letters, unreadable } = await lettersOf(message(16, Buffer.from('before')), batch, message(42, Buffer.from('behind')))
  expect(unreadable).toEqual([{ partition: 3, firstOffset: '17', lastOffset: '41', reason: 'it unpacks to too much' }])
  expect(letters.map(({ headers }) => headers)).toEqual([place(16), { ...place(17), [lastOffsetHeader]: '41', [cutHeader]: '700000' }, place(42)])
  expect(letters.map(({ value }) => String(value))).toEqual(['before', 'b'.repeat(600_000), 'behind'])
})

test('a batch is marked as cut however little it is, so that nobody puts it back as a record', async () => {
  const { letters } = await lettersOf(message(5, Buffer.from('x'), { unreadable: { firstOffset: '5', reason: 'nonsense' } }))
  expect(letters).toEqual([{ value: Buffer.from('x'), headers: { ...place(5), [lastOffsetHeader]: '5', [cutHeader]: '1' } }])
})

test('a record that is too large to be read is cut', async () => {
  const { letters } = await lettersOf(message(7, Buffer.alloc(maxEventBytes + 1)), message(8, Buffer.alloc(maxEventBytes)))
  expect(letters.map(({ value, headers }) => [value?.length, headers?.[cutHeader]])).toEqual([
    [600_000, String(maxEventBytes + 1)],
    [maxEventBytes, undefined],
  ])
})

test('what the brokers do not take is halved until they do, and says how long it was', async () => {
  largestTaken = 100_000
  const { letters } = await lettersOf(message(1, Buffer.alloc(250_000)), message(2, Buffer.from('small')))
  expect(letters.map(({ value, headers }) => [value?.length, headers?.[cutHeader]])).toEqual([
    [62_500, '250000'],
    [5, undefined],
  ])
})
