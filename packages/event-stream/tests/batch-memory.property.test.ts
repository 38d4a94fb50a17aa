import { receiptHeader } from '@stitchlog/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { registerCodecs } from '../src/kafka/codecs.ts'
import type { FetchedMessage } from '../src/kafka/fetched-message.ts'
import type { PackedKafkaRecords } from '../src/kafka/packed-records.ts'
import { readableRecords } from '../src/kafka/readable-records.ts'
import { readRecordBatch } from '../src/kafka/record-batch.ts'
import { Decoder, decodeMessages, Encoder, MessageSet, Record, RecordBatch } from './kafkajs-internals.ts'

registerCodecs()

/** Those that are smaller than this are left to the garbage collection. */
const smallBytes = Buffer.poolSize

interface PartitionInput {
  /** One of codecs, or how a batch is written that kafkajs reads by itself. */
  readonly batches: readonly (0 | 1 | 2 | 3 | 4 | 'put back' | 'before there were batches')[]
  readonly values: readonly string[]
}

const partitionInput: fc.Arbitrary<PartitionInput> = fc.record({
  batches: fc.oneof(
    { weight: 6, arbitrary: fc.array(fc.constantFrom(0 as const, 0 as const, 1 as const, 2 as const, 3 as const, 4 as const), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant(['put back' as const, 0 as const]) },
    { weight: 1, arbitrary: fc.constant(['before there were batches' as const]) },
  ),
  values: fc.array(
    fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.repeat(500)),
    { minLength: 1, maxLength: 4 },
  ),
})

async function encoded({ batches, values }: PartitionInput): Promise<Buffer> {
  const all: Buffer[] = []
  for (const [nth, kind] of batches.entries()) {
    if (kind === 'before there were batches') {
      const entries = values.map((value) => ({ key: null, value: Buffer.from(value), timestamp: 5 }))
      all.push(MessageSet({ messageVersion: 1, compression: 0, entries }).buffer)
      continue
    }
    const headers = kind === 'put back' ? { [receiptHeader]: Buffer.from('5') } : {}
    const records = values.map((value, offsetDelta) => Record({ offsetDelta, timestampDelta: 0, key: null, value: Buffer.from(value), headers }))
    const compression = kind === 'put back' ? 0 : kind
    const place = { firstOffset: nth * values.length, lastOffsetDelta: values.length - 1 }
    all.push((await RecordBatch({ compression, firstTimestamp: 1, maxTimestamp: 2, ...place, records })).buffer)
  }
  return Buffer.concat(all)
}

/** The records of each partition of a response, and the response. */
async function fetched(inputs: readonly PartitionInput[]) {
  const encoder = new Encoder()
  for (const input of inputs) {
    const bytes = await encoded(input)
    encoder.writeInt32(bytes.length).writeBuffer(bytes)
  }
  const response = Buffer.from(new Uint8Array(encoder.buffer).buffer)
  const decoder = new Decoder(Object.assign(response, { readBatch: readRecordBatch }))
  const partitions: ReturnType<typeof readableRecords>['records'][] = []
  const messages: FetchedMessage[][] = []
  for (const _ of inputs) messages.push(await decodeMessages(decoder))
  for (const [partition, ofPartition] of messages.entries()) partitions.push(readableRecords(partition, ofPartition, () => {}).records)
  return { response, partitions }
}

const isPacked = (records: object): records is PackedKafkaRecords => 'free' in records

test('memory is given back when all records in it are done, and not before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(partitionInput, { minLength: 1, maxLength: 4 }), fc.array(fc.nat()), async (inputs, order) => {
      const { response, partitions } = await fetched(inputs)
      const expected = inputs.map(({ batches, values }) => batches.flatMap(() => values))
      const left = new Map(partitions.entries())
      while (left.size > 0) {
        for (const [partition, records] of left) {
          const read = [...records].map(({ value }) => value.toString())
          expect(read).toEqual(expected[partition])
        }
        const places = [...left.keys()]
        const partition = places[(order[left.size] ?? 0) % places.length] ?? 0
        const records = left.get(partition)
        left.delete(partition)
        if (records === undefined || !isPacked(records)) continue
        records.free()
        // A second time does no harm.
        records.free()
        expect([records.length, records.bytes.length, records.at(0), [...records]]).toEqual([0, 0, undefined, []])
      }
      const isPlain = inputs.every(({ batches }) => batches.every((kind) => kind === 0)) && partitions.every((records) => isPacked(records))
      const isAnyPlain = inputs.some(({ batches }) => batches.length > 0)
      if (isPlain && isAnyPlain && response.length > smallBytes) expect(response.length).toBe(0)
      const isShared = inputs.some(({ batches }) => batches.some((kind) => typeof kind === 'string'))
      if (isShared) expect(response.length).toBeGreaterThan(0)
    }),
    propertyParameters(),
  )
})

test.each([0, 1, 2, 3, 4] as const)('what was unpacked is given back (codec %i)', async (codec) => {
  const { partitions } = await fetched([{ batches: [codec], values: ['x'.repeat(100_000), 'y'.repeat(100_000)] }])
  const [records] = partitions
  if (records === undefined || !isPacked(records)) throw new Error('not packed')
  const { bytes } = records
  expect(bytes.length).toBeGreaterThan(200_000)
  records.free()
  expect(bytes.buffer.byteLength).toBe(0)
})
