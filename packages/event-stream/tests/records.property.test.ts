import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { registerCodecs } from '../src/kafka/codecs.ts'
import { Encoder, groupMessagesPerPartition, Record, RecordBatch, Records } from './kafkajs-internals.ts'

registerCodecs()

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))
const content = (maxLength: number) => fc.oneof(bytes(maxLength), fc.string({ unit: 'binary', maxLength }))
const header = fc.oneof(content(300), fc.array(content(20), { maxLength: 3 }))

const record = fc.record(
  {
    key: fc.option(content(300)),
    value: fc.option(fc.oneof(content(300), content(20_000))),
    headers: fc.dictionary(fc.string({ unit: 'binary', maxLength: 200 }), header, { maxKeys: 3 }),
    offsetDelta: fc.nat({ max: 2 ** 31 - 1 }),
    timestampDelta: fc.oneof(fc.nat({ max: 1000 }), fc.integer(), fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 })),
  },
  { requiredKeys: ['key', 'value'] },
)

const common = { firstTimestamp: 1_772_445_600_000, maxTimestamp: 1_772_445_600_000, lastOffsetDelta: 1 }

test('records that are written into one buffer are the bytes that kafkajs writes for each', async () => {
  const property = fc.asyncProperty(fc.array(record, { maxLength: 20 }), fc.constantFrom(0, 0, 1, 2, 3, 4), async (records, compression) => {
    const one: Buffer = Records(records).buffer
    const each: Buffer = new Encoder().writeEncoderArray(records.map((input) => Record(input))).buffer
    expect(one.equals(each)).toBe(true)
    const batch = await RecordBatch({ ...common, compression, records: records.map((input) => Record(input)) })
    const oneBatch = await RecordBatch({ ...common, compression, encodedRecords: Records(records), recordCount: records.length })
    expect(oneBatch.buffer.equals(batch.buffer)).toBe(true)
  })
  await fc.assert(property, propertyParameters())
})

test('messages are grouped by their partitions, in their order', () => {
  const partitionMetadata = [{}]
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3 })), (partitions) => {
      const messages = partitions.map((partition, n) => ({ partition, value: String(n) }))
      const partitioner = ({ message }: { message: { partition: number } }) => message.partition
      const grouped = groupMessagesPerPartition({ topic: 'events', partitionMetadata, messages, partitioner })
      const expected = Map.groupBy(messages, ({ partition }) => partition)
      expect(Object.entries(grouped)).toEqual([...expected].sort(([a], [b]) => a - b).map(([partition, of]) => [String(partition), of]))
    }),
    propertyParameters(),
  )
})
