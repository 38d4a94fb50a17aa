import * as fc from 'fast-check'
import kafkajs from 'kafkajs'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { createKeyPartitioner } from '../src/kafka/key-partitioner.ts'

const keys = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.stringMatching(/^n\d\d$/), fc.stringMatching(/^u\d{6}$/)).map((ids) => ids.join(':')),
)

test('records go where the default partitioner sends them', () => {
  const [ours, theirs] = [createKeyPartitioner(), kafkajs.Partitioners.DefaultPartitioner()]
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 1000 }), fc.option(fc.nat({ max: 9 }), { nil: undefined }), (key, count, partition) => {
      const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
        partitionErrorCode: 0,
        partitionId,
        leader: partitionId % 3,
        replicas: [],
        isr: [],
      }))
      const args = { topic: 'events', partitionMetadata, message: { key, value: 'x', ...(partition === undefined ? {} : { partition }) } }
      expect(ours(args)).toBe(theirs(args))
    }),
    propertyParameters(),
  )
})

test('records without a key go to partitions that have a leader', () => {
  const partitioner = createKeyPartitioner()
  const partitionMetadata = [-1, 2].map((leader, partitionId) => ({ partitionErrorCode: 0, partitionId, leader, replicas: [], isr: [] }))
  expect(partitioner({ topic: 'events', partitionMetadata, message: { key: null, value: 'x' } })).toBe(1)
})
