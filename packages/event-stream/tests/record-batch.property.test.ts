import { receiptHeader } from '@stitchlog/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { registerCodecs } from '../src/kafka/codecs.ts'
import type { FetchedMessage } from '../src/kafka/fetched-message.ts'
import { PartitionCursor } from '../src/kafka/partition-cursor.ts'
import { readableRecords, type UnreadableBatch } from '../src/kafka/readable-records.ts'
import { readRecordBatch } from '../src/kafka/record-batch.ts'
import { Batch, checked, Decoder, decodeMessages, Encoder, MessageSet, Record, RecordBatch } from './kafkajs-internals.ts'

registerCodecs()

const attributesAt = 21
const appendTime = 0x08
const control = 0x20

interface RecordInput {
  readonly gap: number
  readonly timestampDelta: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | Buffer[]>>
}

interface BatchInput {
  readonly compression: number
  readonly firstTimestamp: number
  readonly isAppendTime: boolean
  readonly producerId: number
  readonly kind: 'data' | 'transaction' | 'commit' | 'abort'
  readonly records: readonly RecordInput[]
  /** Offsets behind the last record that are none any more. */
  readonly gapAfter: number
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))
const header = fc.oneof(bytes(10), fc.array(bytes(5), { minLength: 2, maxLength: 3 }))

const recordInput: fc.Arbitrary<RecordInput> = fc.record({
  gap: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 100_000 }) }),
  timestampDelta: fc.oneof(
    { weight: 30, arbitrary: fc.nat({ max: 1000 }) },
    { weight: 9, arbitrary: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) },
    { weight: 1, arbitrary: fc.maxSafeInteger() },
  ),
  key: fc.option(bytes(20)),
  value: fc.oneof({ weight: 8, arbitrary: bytes(300) }, { weight: 1, arbitrary: fc.constant(null) }),
  headers: fc.oneof(
    { weight: 30, arbitrary: fc.constant({}) },
    { weight: 9, arbitrary: fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), header, { maxKeys: 3 }) },
    { weight: 1, arbitrary: fc.record({ [receiptHeader]: fc.nat().map((instant) => Buffer.from(String(instant))) }) },
  ),
})

const batchInput: fc.Arbitrary<BatchInput> = fc.record({
  compression: fc.constantFrom(0, 0, 1, 2, 3, 4),
  firstTimestamp: fc.oneof({ weight: 12, arbitrary: fc.nat({ max: 2_000_000_000_000 }) }, fc.constantFrom(-1, 2 ** 52, Number.MAX_SAFE_INTEGER)),
  isAppendTime: fc.boolean(),
  producerId: fc.integer({ min: -1, max: 3 }),
  kind: fc.constantFrom('data', 'data', 'transaction', 'commit', 'abort'),
  records: fc.array(recordInput, { maxLength: 8 }),
  gapAfter: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 3 }) }),
})

const largestFirstOffset = 2 ** 53 - 2_000_000

async function encoded(inputs: readonly BatchInput[], firstOffset: number): Promise<{ batches: Buffer[]; end: number }> {
  const batches: Buffer[] = []
  let end = firstOffset
  for (const input of inputs) {
    const isControl = input.kind === 'commit' || input.kind === 'abort'
    const marker = { gap: 0, timestampDelta: 0, key: Buffer.from([0, 0, 0, input.kind === 'commit' ? 1 : 0]), value: Buffer.alloc(6), headers: {} }
    let offsetDelta = -1
    const records = (isControl ? [marker] : input.records).map(({ gap, ...record }) => {
      offsetDelta += gap + 1
      return Record({ ...record, offsetDelta })
    })
    const lastOffsetDelta = Math.max(0, offsetDelta + input.gapAfter)
    const { buffer } = await RecordBatch({
      compression: isControl ? 0 : input.compression,
      firstOffset: end,
      firstTimestamp: input.firstTimestamp,
      maxTimestamp: input.firstTimestamp + 1,
      lastOffsetDelta,
      transactional: input.kind !== 'data',
      producerId: input.producerId,
      records,
    })
    buffer[attributesAt + 1] |= (input.isAppendTime ? appendTime : 0) | (isControl ? control : 0)
    batches.push(checked(buffer))
    end += lastOffsetDelta + 1
  }
  return { batches, end }
}

type Outcome = FetchedMessage[] | 'error'

/** What a fetch is decoded to, by kafkajs alone, or with our reader. */
async function decoded(fetched: Buffer, readBatch?: typeof readRecordBatch): Promise<Outcome> {
  const { buffer } = new Encoder().writeInt32(fetched.length).writeBuffer(fetched)
  return await decodeMessages(new Decoder(Object.assign(buffer, { readBatch }))).catch(() => 'error')
}

/** Everything that is read from a fetch, once it has gone through the filters of kafkajs and ours. */
function recordsOf(messages: Outcome, fetchedOffset: number, next: number, abortedTransactions: object[]) {
  if (messages === 'error') return messages
  const batch = new Batch('topic', String(fetchedOffset), { partition: 3, highWatermark: '99', abortedTransactions, messages })
  if (batch.messages.length === 0) return 'nothing'
  const arrival = new PartitionCursor(BigInt(next)).take(batch)
  if (arrival.outcome !== 'records') return arrival.outcome
  const unreadable: UnreadableBatch[] = []
  const records = [...readableRecords(3, arrival.messages, (each) => unreadable.push(each)).records]
  return { records: records.map((record) => ({ ...record, value: record.value.toString('hex') })), unreadable }
}

let packedCount = 0

async function expectSame(fetched: Buffer, fetchedOffset: number, next: number, abortedTransactions: object[] = []): Promise<void> {
  const [ours, theirs] = await Promise.all([decoded(fetched, readRecordBatch), decoded(fetched)])
  if (ours !== 'error') packedCount += ours.filter(({ records }) => records !== undefined).length
  const read = recordsOf(ours, fetchedOffset, next, abortedTransactions)
  const expected = recordsOf(theirs, fetchedOffset, next, abortedTransactions)
  // A batch whose last records were compacted away is passed at once, and not with a fetch of its own.
  if (expected === 'nothing' && typeof read === 'object') expect(read.records).toEqual([])
  else expect(read).toEqual(expected === 'nothing' && read === 'nothing' ? 'nothing' : expected)
}

const batchInputs = fc.array(batchInput, { minLength: 1, maxLength: 4 })
const firstOffsets = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 1_000_000 }) },
  { weight: 1, arbitrary: fc.nat({ max: largestFirstOffset }).map((offset) => largestFirstOffset - offset) },
)

test('reads from any batches what kafkajs reads', async () => {
  const parameters = propertyParameters()
  await fc.assert(
    fc.asyncProperty(batchInputs, firstOffsets, fc.nat({ max: 12 }), fc.nat({ max: 12 }), async (inputs, firstOffset, fetchedAfter, nextAfter) => {
      const { batches } = await encoded(inputs, firstOffset)
      const fetchedOffset = firstOffset + fetchedAfter
      await expectSame(Buffer.concat(batches), fetchedOffset, fetchedOffset + nextAfter)
    }),
    parameters,
  )
  // It is not kafkajs that read them all.
  expect(packedCount).toBeGreaterThan(parameters.numRuns / 2)
})

test('reads from damaged bytes what kafkajs reads', async () => {
  const damages = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff))), {
    minLength: 1,
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(batchInputs, damages, fc.boolean(), fc.nat(), async (inputs, changes, isChecked, cut) => {
      const { batches } = await encoded(inputs, 0)
      const [first = Buffer.alloc(0)] = batches
      // Not the length and the version: on these kafkajs relies, too.
      for (const [at, byte] of changes) first[attributesAt + (at % (first.length - attributesAt))] = byte
      if (isChecked) checked(first)
      const fetched = Buffer.concat(batches)
      await expectSame(cut % 3 === 0 ? fetched.subarray(0, cut % fetched.length) : fetched, 0, 0)
    }),
    propertyParameters(),
  )
})

test('leaves out aborted transactions, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(batchInputs, fc.nat({ max: 12 }), async (inputs, fetchedOffset) => {
      const { batches, end } = await encoded(inputs, 0)
      const offsets = batches.map((batch) => Number(batch.readBigInt64BE(0)))
      // As a broker has it: each transaction that ends with an abort, of those that are not over before the fetched offset, by its first offset.
      const open = new Map<number, number>()
      const aborted: { producerId: string; firstOffset: string }[] = []
      const isAborted = new Set<number>()
      for (const [nth, { kind, producerId }] of inputs.entries()) {
        const offset = offsets[nth] ?? end
        if (kind === 'transaction' && !open.has(producerId)) open.set(producerId, offset)
        if (kind !== 'commit' && kind !== 'abort') continue
        const begunAt = open.get(producerId)
        open.delete(producerId)
        if (kind === 'commit' || begunAt === undefined) continue
        if (offset >= fetchedOffset) aborted.push({ producerId: String(producerId), firstOffset: String(begunAt) })
        for (const [other, input] of inputs.entries()) {
          const at = offsets[other] ?? end
          if (input.kind === 'transaction' && input.producerId === producerId && at >= begunAt && at < offset) isAborted.add(at)
        }
      }
      aborted.sort((a, b) => Number(a.firstOffset) - Number(b.firstOffset))
      const read = recordsOf(await decoded(Buffer.concat(batches), readRecordBatch), fetchedOffset, fetchedOffset, aborted)
      const expected = inputs.flatMap(({ kind, records }, nth) => {
        const begin = offsets[nth] ?? end
        if (kind === 'commit' || kind === 'abort' || isAborted.has(begin)) return []
        let offset = begin - 1
        return records.flatMap(({ gap, value }) => {
          offset += gap + 1
          return value === null || offset < fetchedOffset ? [] : String(offset)
        })
      })
      expect(typeof read === 'object' ? read.records.map(({ offset }) => offset) : []).toEqual(expected)
    }),
    propertyParameters(),
  )
})

test('message sets from before there were batches', async () => {
  for (const messageVersion of [0, 1]) {
    const entries = ['a', 'b'].map((value) => ({ key: null, value: Buffer.from(value), timestamp: 5 }))
    const set: Buffer = MessageSet({ messageVersion, compression: 0, entries }).buffer
    const { batches } = await encoded([], 0)
    await expectSame(Buffer.concat([set, ...batches]), -1, -1)
    const read = await decoded(set, readRecordBatch)
    expect(read === 'error' ? [] : read.map(({ value }) => String(value))).toEqual(['a', 'b'])
  }
})

test('finds the record that proves that a log is still the same, whatever it is fetched with', async () => {
  const record = { gap: 1, timestampDelta: 7, key: null, value: Buffer.from('{}'), headers: {} }
  const input: BatchInput = {
    compression: 0,
    firstTimestamp: 100,
    isAppendTime: false,
    producerId: -1,
    kind: 'data',
    records: [record, record, record],
    gapAfter: 2,
  }
  const { batches } = await encoded([input, input], 10)
  const messages = await decoded(Buffer.concat(batches), readRecordBatch)
  const batch = new Batch('topic', '13', { partition: 0, highWatermark: '26', messages })
  const arrivalOf = (timestamp: string) => new PartitionCursor(14n, { offset: 13n, timestamp }).take(batch)
  expect(arrivalOf('106').outcome).toBe('doubt')
  const cursor = new PartitionCursor(14n, { offset: 13n, timestamp: '107' })
  const arrival = cursor.take(batch)
  const records = arrival.outcome === 'records' ? [...readableRecords(0, arrival.messages, () => {}).records] : []
  expect(records.map(({ offset }) => offset)).toEqual(['15', '19', '21', '23'])
  // Of the last record; behind it there was more.
  expect([cursor.lastRead, cursor.next]).toEqual([{ offset: 23n, timestamp: '107' }, 26n])
  expect(cursor.take(batch).outcome).toBe('nothing')
})
