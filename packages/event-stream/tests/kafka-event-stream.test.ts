import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { receiptHeader } from '@stitchlog/contracts'
import kafkajs, { type Kafka } from 'kafkajs'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { java } from '../../../infra/stack/java.ts'
import { type SharedBroker, shareBroker } from '../../../tests/distributed/shared-broker.ts'
import { canRunStack } from '../../../tests/distributed/temporary-stack.ts'
import { rounds } from '../../../tests/rounds.ts'
import type { EventStream } from '../src/index.ts'
import { connectKafka, type KafkaPosition, KafkaPublisher, type KafkaRecord, KafkaSource } from '../src/kafka/index.ts'
import { describeEventStream } from './event-stream-contract.ts'

const { CompressionTypes } = kafkajs

describe.runIf(canRunStack())('on a broker', () => {
  let broker: SharedBroker
  let kafka: Kafka

  beforeAll(async () => {
    broker = await shareBroker()
    kafka = connectKafka({ brokers: [broker.address] }, 'test', () => {})
  })

  async function makeTopic(configEntries: { name: string; value: string }[] = []): Promise<string> {
    const topic = `topic-${randomUUID()}`
    const admin = kafka.admin()
    await admin.connect()
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 3, configEntries }] })
    await admin.disconnect()
    return topic
  }

  describeEventStream('kafka', async (): Promise<EventStream<{ partition: number; offset: string }>> => {
    const topic = await makeTopic()
    const publisher = await KafkaPublisher.connect(kafka, topic, 100_000)
    const sources: KafkaSource[] = []
    const stopping = new AbortController()
    return {
      publish: (records) => publisher.publish(records),
      source() {
        const source = new KafkaSource(kafka, { topic, groupId: topic, now: Date.now, sessionTimeoutMs: 10_000, signal: stopping.signal })
        sources.push(source)
        return source
      },
      async close() {
        stopping.abort()
        await publisher.close()
        // Not awaited: a source may be closed while it is being read.
        void Promise.all(sources.map((source) => source.close()))
      },
    }
  })

  /** Returns each record once: a source may deliver uncommitted records again. */
  const readAll = async (topic: string, count: number) => {
    const source = new KafkaSource(kafka, { topic, groupId: randomUUID(), now: Date.now, sessionTimeoutMs: 10_000 })
    const all = new Map<string, KafkaRecord>()
    for await (const { records, position } of source.batches()) {
      for (const record of records) all.set(`${record.partition}:${record.offset}`, record)
      await source.commit([position])
      if (all.size >= count) break
    }
    return [...all.values()]
  }

  const produce = async (
    topic: string,
    messages: Parameters<ReturnType<Kafka['producer']>['send']>[0]['messages'],
    compression = CompressionTypes.None,
  ) => {
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    await producer.send({ topic, messages, compression })
    await producer.disconnect()
  }

  /** Writes this many records with Java's client, each with one of the payloads. */
  async function javaProduce(
    topic: string,
    { count, payloads, properties }: { count: number; payloads: readonly string[]; properties: readonly string[] },
  ) {
    const file = join(mkdtempSync(join(tmpdir(), 'stitchlog-payloads-')), 'payloads')
    writeFileSync(file, payloads.join('\n'))
    const servers = `bootstrap.servers=${broker.address}`
    const parameters = ['--topic', topic, '--num-records', String(count), '--throughput', '-1', '--payload-file', file]
    await java(['org.apache.kafka.tools.ProducerPerformance', ...parameters, '--producer-props', servers, 'max.request.size=20000000', ...properties])
    rmSync(dirname(file), { recursive: true })
  }

  test.each(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)('reads what a client wrote with %s', async (codec) => {
    const topic = await makeTopic()
    const texts = Array.from({ length: 500 }, (_, index) => `${index} ${'x'.repeat(index)}`)
    await produce(
      topic,
      texts.map((value) => ({ key: 'a', value })),
      CompressionTypes[codec],
    )
    expect((await readAll(topic, texts.length)).map(({ value }) => value.toString())).toEqual(texts)
  })

  // With the other faults all of them: what gzip and zstd unpack to does not depend on the client, and the batch of 200,000 records below is of gzip.
  test.each(['snappy', 'lz4', 'gzip', 'zstd'].slice(0, rounds(2, 4)))('reads what a Java client wrote with %s', async (codec) => {
    const topic = await makeTopic()
    const payloads = Array.from({ length: 50 }, (_, index) => `${index} ${'x'.repeat(10 * index)}`)
    await javaProduce(topic, { count: 3000, payloads, properties: [`compression.type=${codec}`, 'linger.ms=50'] })
    const texts = (await readAll(topic, 3000)).map(({ value }) => value.toString())
    expect(texts).toHaveLength(3000)
    expect(new Set(texts)).toEqual(new Set(payloads))
  })

  test('passes over null values and reads empty ones, headers and missing keys', async () => {
    const topic = await makeTopic()
    await produce(topic, [
      { key: 'a', value: null },
      { key: 'a', value: '', headers: { some: 'header' } },
      { key: null, value: 'no key', partition: 0 },
      { key: 'a', value: null },
      { key: 'a', value: 'last' },
    ])
    expect((await readAll(topic, 3)).map(({ value }) => value.toString()).sort()).toEqual(['', 'last', 'no key'])
  })

  test('an offset that one consumer has committed is not set back by another that had the partition before', { timeout: 600_000 }, async () => {
    const topic = await makeTopic()
    const groupId = randomUUID()
    const fill = async (value: string) => {
      await produce(
        topic,
        [0, 1, 2].map((partition) => ({ partition, value })),
      )
    }
    const admin = kafka.admin()
    await admin.connect()
    const committed = async () => {
      const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] })
      return offsets?.partitions.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset))
    }
    const sourceOf = () => new KafkaSource(kafka, { topic, groupId, now: Date.now, sessionTimeoutMs: 10_000 })

    await fill('first')
    const former = sourceOf()
    const held: KafkaPosition[] = []
    const reading = (async () => {
      for await (const { position } of former.batches()) held.push(position)
    })()
    await vi.waitFor(() => expect(new Set(held.map(({ partition }) => partition)).size).toBe(3), 180_000)
    const first = held.slice()

    await fill('second')
    const later = sourceOf()
    for await (const { position } of later.batches()) {
      await later.commit([position])
      const stored = await committed()
      if (stored?.includes(2)) break
    }
    const before = await committed()
    await former.commit(first)
    expect(await committed()).toEqual(before)

    // Nothing is lost: the new owner of the partitions continues from the committed offsets.
    await former.close()
    await reading
    await later.close()
    const last = sourceOf()
    for await (const { position } of last.batches()) {
      await last.commit([position])
      if ((await committed())?.every((offset) => offset === 2)) break
    }
    await last.close()
    await admin.disconnect()
  })

  test('reads on after a partition that ends in null values', async () => {
    const topic = await makeTopic()
    await produce(topic, [{ partition: 0, value: 'first' }, ...Array.from({ length: 10 }, () => ({ partition: 0, value: null }))])
    const groupId = randomUUID()
    const source = new KafkaSource(kafka, { topic, groupId, now: Date.now, sessionTimeoutMs: 10_000 })
    for await (const { position } of source.batches()) {
      await source.commit([position])
      if (position.offset === '11') break
    }
    const admin = kafka.admin()
    await admin.connect()
    const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] })
    await admin.disconnect()
    expect(offsets?.partitions.find(({ partition }) => partition === 0)?.offset).toBe('11')
  })

  test('reads a batch of 200,000 records, and of a record of 5 MB the size and the beginning', async () => {
    const topic = await makeTopic([{ name: 'max.message.bytes', value: '20000000' }])
    await javaProduce(topic, { count: 200_000, payloads: ['{}'], properties: ['compression.type=gzip', 'batch.size=16000000', 'linger.ms=10000'] })
    await produce(topic, [{ partition: 0, value: Buffer.alloc(5_000_000, 'x') }])
    const records = await readAll(topic, 200_001)
    expect(records).toHaveLength(200_001)
    const [large, ...others] = records.filter(({ value }) => value.length > 2)
    expect(large).toMatchObject({ bytes: 5_000_000, unreadable: 'longer than 1048576 bytes' })
    expect(large?.value.equals(Buffer.alloc(600_000, 'x'))).toBe(true)
    expect(others).toEqual([])
  })

  test('takes the time of a record that was put back from its header, unless that is later', async () => {
    const topic = await makeTopic([{ name: 'message.timestamp.type', value: 'LogAppendTime' }])
    const before = Date.now()
    await produce(
      topic,
      ['1700000000000', '99999999999999', 'nonsense', ''].map((header) => ({
        partition: 0,
        value: header,
        headers: { [receiptHeader]: header },
      })),
    )
    const timestamps = (await readAll(topic, 4)).map(({ timestamp }) => timestamp)
    expect(timestamps[0]).toBe(1_700_000_000_000)
    for (const timestamp of timestamps.slice(1, 3)) expect(timestamp).toBeGreaterThanOrEqual(before - 1000)
  })

  test('keeps no more than its bound of what it fetched and nobody takes, and fetches on when it is taken', async () => {
    const topic = await makeTopic()
    const count = 90
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    for (let index = 0; index < count; index++)
      await producer.send({ topic, messages: [{ partition: index % 3, value: Buffer.alloc(600_000, 'x') }] })
    await producer.disconnect()
    const source = new KafkaSource(kafka, { topic, groupId: randomUUID(), now: Date.now, sessionTimeoutMs: 10_000 })
    let taken = 0
    let mostQueuedBytes = 0
    for await (const { records } of source.batches()) {
      taken += records.length
      const isFirst = taken === records.length
      if (isFirst) {
        await vi.waitFor(() => expect(source.queuedBytes).toBeGreaterThan(8_000_000), 180_000)
        // By then it would have fetched more.
        await setTimeout(2000)
      }
      mostQueuedBytes = Math.max(mostQueuedBytes, source.queuedBytes)
      if (taken === count) break
    }
    expect(taken).toBe(count)
    // One fetch exceeds the limit before fetching pauses.
    expect(mostQueuedBytes).toBeGreaterThan(8_000_000)
    expect(mostQueuedBytes).toBeLessThan(25_000_000)
  })
})
