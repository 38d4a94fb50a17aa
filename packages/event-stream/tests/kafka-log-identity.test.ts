import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import kafkajs, { type Admin, type Kafka } from 'kafkajs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type SharedBroker, shareBroker } from '../../../tests/distributed/shared-broker.ts'
import { canRunStack } from '../../../tests/distributed/temporary-stack.ts'
import { connectKafka, groupTimeouts, type KafkaPosition, KafkaSource, type LogAnomaly } from '../src/kafka/index.ts'

const sessionTimeoutMs = 6000
const within = { timeout: 180_000, interval: 50 }

describe.runIf(canRunStack())('a partition', { timeout: 600_000 }, () => {
  let broker: SharedBroker
  let kafka: Kafka
  let admin: Admin
  const readers: Reader[] = []

  beforeAll(async () => {
    broker = await shareBroker()
    kafka = connectKafka({ brokers: [broker.address] }, 'test', () => {}, groupTimeouts(sessionTimeoutMs).requestMs)
    admin = kafka.admin()
    await admin.connect()
  })
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.close()))
  })
  afterAll(async () => {
    await admin?.disconnect()
  })

  /** Reads and commits as a stitcher does, unless it is told to pause or to commit nothing. */
  class Reader {
    readonly values: string[] = []
    readonly anomalies: LogAnomaly[] = []
    readonly #source: KafkaSource
    readonly #reading: Promise<void>
    #standing = Promise.withResolvers<void>()
    #commits = true
    #uncommitted: KafkaPosition[] = []

    constructor(topic: string) {
      const onAnomaly = async (anomaly: LogAnomaly) => void this.anomalies.push(anomaly)
      this.#source = new KafkaSource(kafka, { topic, groupId: topic, now: Date.now, sessionTimeoutMs, onAnomaly })
      this.#standing.resolve()
      this.#reading = this.#read()
      readers.push(this)
    }

    standStill(): void {
      this.#standing = Promise.withResolvers()
    }

    goOn(): void {
      this.#standing.resolve()
    }

    /** The number of its partitions, 0 during a rebalance. */
    get assignedCount(): number {
      return this.#source.assignedCount
    }

    commitNothing(): void {
      this.#commits = false
    }

    /** Commits the withheld positions, and everything from then on. */
    async commitAgain(): Promise<void> {
      this.#commits = true
      await this.#commit()
    }

    async close(): Promise<void> {
      this.goOn()
      await this.#source.close()
      await this.#reading
    }

    async #read(): Promise<void> {
      for await (const { records, position } of this.#source.batches()) {
        this.values.push(...Array.from(records, ({ value }) => value.toString().slice(0, 20)))
        await this.#standing.promise
        this.#uncommitted.push(position)
        if (this.#commits) await this.#commit()
      }
    }

    async #commit(): Promise<void> {
      await this.#source.commit(this.#uncommitted.splice(0))
    }
  }

  async function makeTopic(topic: string, partitions = 1): Promise<string> {
    await vi.waitFor(async () => {
      await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] })
      await admin.fetchTopicOffsets(topic)
    }, within)
    return topic
  }

  async function remakeTopic(topic: string, partitions = 1): Promise<void> {
    await admin.deleteTopics({ topics: [topic] })
    await makeTopic(topic, partitions)
  }

  async function send(topic: string, values: readonly string[], partition = 0, size = 0): Promise<void> {
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    const messages = values.map((value) => ({ value: value.padEnd(size), partition }))
    // Brokers accept up to 1 MiB at once.
    const sends = size === 0 ? [messages] : messages.map((message) => [message])
    for (const send of sends) await vi.waitFor(() => producer.send({ topic, messages: send }), within)
    await producer.disconnect()
  }

  const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name} ${index}`)
  const committed = async (topic: string) => {
    const [offsets] = await admin.fetchOffsets({ groupId: topic, topics: [topic] })
    return offsets?.partitions.map(({ offset, metadata }) => ({ offset, metadata }))
  }
  async function commit(topic: string, offset: string, metadata: string | null): Promise<void> {
    const consumer = kafka.consumer({ groupId: topic })
    await consumer.connect()
    await consumer.subscribe({ topics: [topic] })
    const joined = new Promise<void>((resolve) => {
      consumer.on(consumer.events.GROUP_JOIN, () => {
        consumer.pause([{ topic }])
        resolve()
      })
    })
    await consumer.run({ autoCommit: false, eachMessage: async () => {} })
    await joined
    await vi.waitFor(async () => {
      await consumer.commitOffsets([{ topic, partition: 0, offset, metadata }])
      expect((await committed(topic))?.[0]).toEqual({ offset, metadata })
    }, within)
    await consumer.disconnect()
  }
  const committedUpTo = (topic: string, offset: string) => vi.waitFor(async () => expect((await committed(topic))?.[0]?.offset).toBe(offset), within)
  const expectAll = (reader: Reader, values: readonly string[]) =>
    vi.waitFor(() => expect(values.filter((value) => !reader.values.map((read) => read.trimEnd()).includes(value))).toEqual([]), within)

  test('is committed with the record before its position, and read on from there', async () => {
    const topic = await makeTopic(randomUUID())
    await send(topic, numbered('first', 10))
    const first = new Reader(topic)
    await committedUpTo(topic, '10')
    expect((await committed(topic))?.[0]?.metadata).toMatch(/^9@\d{13}$/)
    await first.close()
    await send(topic, numbered('second', 10))
    const second = new Reader(topic)
    await expectAll(second, numbered('second', 10))
    expect(second.values).toEqual(numbered('second', 10))
    expect([...first.anomalies, ...second.anomalies]).toEqual([])
  })

  test('is read from its beginning once its topic was deleted and made anew under a reader', async () => {
    const topic = await makeTopic(randomUUID())
    const reader = new Reader(topic)
    await send(topic, numbered('old', 220))
    await committedUpTo(topic, '220')
    await remakeTopic(topic)
    await send(topic, numbered('new', 500))
    await expectAll(reader, numbered('new', 500))
    await committedUpTo(topic, '500')
    expect(reader.anomalies).toEqual([{ kind: 'log-replaced', partition: 0, expectedOffset: 220n, readFrom: 0n }])
  })

  test('is read from its beginning where it became another one while its reader was busy', async () => {
    const topic = await makeTopic(randomUUID())
    await send(topic, numbered('old', 20), 0, 900_000 / 2)
    const reader = new Reader(topic)
    reader.standStill()
    await vi.waitFor(() => expect(reader.values.length).toBeGreaterThan(0), within)
    // The reader then has more than it takes, and stops fetching.
    await setTimeout(3000)
    await remakeTopic(topic)
    await send(topic, numbered('new', 500))
    reader.goOn()
    await expectAll(reader, numbered('new', 500))
    expect(reader.anomalies.map(({ kind }) => kind)).toContain('log-replaced')
  })

  test.each([
    ['shorter', 10],
    ['as long', 220],
    ['longer', 500],
  ])('is read from its beginning where another log, %s, has come in its place while nobody read', async (_, count) => {
    const topic = await makeTopic(randomUUID())
    const first = new Reader(topic)
    await send(topic, numbered('old', 220))
    await committedUpTo(topic, '220')
    const [before] = (await committed(topic)) ?? []
    await first.close()
    await remakeTopic(topic)
    // Brokers usually delete offsets together with their topic. But a commit that is in flight may arrive later.
    await commit(topic, '220', before?.metadata ?? null)
    await send(topic, numbered('new', count))
    const second = new Reader(topic)
    await expectAll(second, numbered('new', count))
    expect(second.anomalies).toEqual([{ kind: 'log-replaced', partition: 0, expectedOffset: 220n, readFrom: 0n }])
    await committedUpTo(topic, String(count))
    await second.close()
    const third = new Reader(topic)
    await send(topic, ['last'])
    await expectAll(third, ['last'])
    expect(third.anomalies).toEqual([])
  })

  test('with fewer partitions than before is missed by whoever read the others', async () => {
    const topic = await makeTopic(randomUUID(), 3)
    const reader = new Reader(topic)
    for (const partition of [0, 1, 2]) await send(topic, numbered(`old ${partition}`, 5), partition)
    await vi.waitFor(async () => expect((await committed(topic))?.map(({ offset }) => offset)).toEqual(['5', '5', '5']), within)
    await remakeTopic(topic, 1)
    await send(topic, numbered('new', 3))
    await expectAll(reader, numbered('new', 3))
    await vi.waitFor(() => expect(reader.anomalies.map(({ partition }) => partition).toSorted()).toEqual([0, 1, 2]), within)
  })

  test('tells of records that were deleted before they were read, while nobody read', async () => {
    const topic = await makeTopic(randomUUID())
    const first = new Reader(topic)
    await send(topic, numbered('read', 10))
    await committedUpTo(topic, '10')
    await first.close()
    await send(topic, numbered('unread', 10))
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '15' }] })
    const second = new Reader(topic)
    await expectAll(second, numbered('unread', 10).slice(5))
    expect(second.values).toHaveLength(5)
    expect(second.anomalies).toEqual([{ kind: 'records-gone', partition: 0, expectedOffset: 10n, readFrom: 15n }])
  })

  test('tells of records that were deleted before a reader that was behind came to them', async () => {
    const topic = await makeTopic(randomUUID())
    await send(topic, numbered('large', 40), 0, 900_000)
    const reader = new Reader(topic)
    reader.standStill()
    await vi.waitFor(() => expect(reader.values.length).toBeGreaterThan(0), within)
    await setTimeout(3000)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '38' }] })
    reader.goOn()
    await expectAll(reader, ['large 39'])
    expect(reader.anomalies).toMatchObject([{ kind: 'records-gone', partition: 0, readFrom: 38n }])
    expect(reader.values.map((value) => value.trimEnd())).not.toContain('large 37')
  })

  test('tells nothing of records that were deleted after they were read', async () => {
    const topic = await makeTopic(randomUUID())
    const first = new Reader(topic)
    await send(topic, numbered('read', 10))
    await committedUpTo(topic, '10')
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '10' }] })
    await send(topic, ['next'])
    await expectAll(first, ['next'])
    await committedUpTo(topic, '11')
    await first.close()
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '11' }] })
    const second = new Reader(topic)
    await send(topic, ['last'])
    await expectAll(second, ['last'])
    expect([...first.anomalies, ...second.anomalies]).toEqual([])
  })

  test('that was read and never committed is read again by whoever has it then, and nothing told of it', async () => {
    const topic = await makeTopic(randomUUID(), 2)
    const all = [numbered('left', 10), numbered('right', 10)]
    for (const [partition, values] of all.entries()) await send(topic, values, partition)
    const reader = new Reader(topic)
    reader.commitNothing()
    await vi.waitFor(() => expect(reader.values).toHaveLength(20), within)
    const other = new Reader(topic)
    // Which of the two partitions stays with its reader depends on the ids that the broker generates. So every run tries both.
    await vi.waitFor(() => expect([reader.assignedCount, other.assignedCount]).toEqual([1, 1]), within)
    await vi.waitFor(() => expect(new Set([...reader.values.slice(20), ...other.values])).toEqual(new Set(all.flat())), within)
    expect(other.values.length).toBeGreaterThan(0)
    await reader.commitAgain()
    await vi.waitFor(async () => expect((await committed(topic))?.map(({ offset }) => offset)).toEqual(['10', '10']), within)
    expect([...reader.anomalies, ...other.anomalies]).toEqual([])
  })

  test('that was read by a version that kept no record of it is read on', async () => {
    const topic = await makeTopic(randomUUID())
    await send(topic, numbered('any', 10))
    await admin.setOffsets({ groupId: topic, topic, partitions: [{ partition: 0, offset: '4' }] })
    const reader = new Reader(topic)
    await expectAll(reader, numbered('any', 10).slice(4))
    expect(reader.values).toHaveLength(6)
    expect(reader.anomalies).toEqual([])
  })
})
