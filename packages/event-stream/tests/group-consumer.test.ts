import { EventEmitter, once } from 'node:events'
import kafkajs, { type Kafka } from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { GroupConsumer } from '../src/kafka/group-consumer.ts'
import { groupTimeouts, KafkaSource } from '../src/kafka/index.ts'

const { KafkaJSNonRetriableError, KafkaJSProtocolError } = kafkajs

/** A fake whose consumers fail as they are told, because one cannot choose the errors of a real broker. */
class FailingKafka extends EventEmitter {
  readonly consumers: FailingConsumer[] = []

  client(connects: readonly (() => Promise<void>)[] = []): Kafka {
    const consumer = () => {
      const made = new FailingConsumer(connects[this.consumers.length] ?? (async () => {}))
      this.consumers.push(made)
      this.emit('consumer')
      return made
    }
    return { consumer } as unknown as Kafka
  }
}

class FailingConsumer {
  readonly events = {
    GROUP_JOIN: 'join',
    REBALANCING: 'rebalancing',
    FETCH_START: 'start',
    FETCH: 'fetch',
    COMMIT_OFFSETS: 'committed',
    CRASH: 'crash',
    STOP: 'stop',
  }
  readonly emitter = new EventEmitter()
  isDisconnected = false
  #isStopped = false
  readonly steered: string[] = []
  readonly connect: () => Promise<void>

  constructor(connect: () => Promise<void>) {
    this.connect = connect
  }

  on(name: string, listener: (event: { payload: unknown }) => void): void {
    this.emitter.on(name, (payload) => listener({ payload }))
  }
  async subscribe(): Promise<void> {}
  async run(): Promise<void> {}
  async disconnect(): Promise<void> {
    this.stop()
    this.isDisconnected = true
  }
  stop(): void {
    this.#isStopped = true
    this.emitter.emit('stop', {})
  }
  pause = () => this.#steer('pause')
  resume = () => this.#steer('resume')
  seek = () => this.#steer('seek')
  /** As kafkajs does. */
  #steer(how: string): void {
    if (this.#isStopped) throw new KafkaJSNonRetriableError('Consumer group was not initialized, consumer#run must be called first')
    this.steered.push(how)
  }
  crash(error: Error): void {
    this.emitter.emit('crash', { error, restart: false })
  }
}

const answered = (type: string) => new KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 0, retriable: false }))

const options = { topic: 't', groupId: 'g', now: Date.now, sessionTimeoutMs: 10_000 }

describe('a source', () => {
  test.each([
    // kafkajs reports this during a graceful stop of a broker, as a non-retriable error.
    ['no coordinator is found', new KafkaJSNonRetriableError('Failed to find group coordinator')],
    ['an error of ours escapes', new TypeError('x is not a function')],
    ['this is not the coordinator', answered('NOT_COORDINATOR_FOR_GROUP')],
  ])('reads on with a new consumer where %s', async (_, error) => {
    const kafka = new FailingKafka()
    const source = new KafkaSource(kafka.client(), options)
    const next = source.batches().next()
    await new Promise(setImmediate)
    const again = once(kafka, 'consumer')
    kafka.consumers[0]?.crash(error)
    await again
    expect(kafka.consumers).toHaveLength(2)
    expect(kafka.consumers[0]?.isDisconnected).toBe(true)
    expect([source.isAssigned, source.trouble]).toEqual([false, error.name])
    await source.close()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(kafka.consumers[1]?.isDisconnected).toBe(true)
  })

  test('goes on trying where the brokers cannot be reached', async () => {
    const kafka = new FailingKafka()
    const refuse = async () => {
      throw new KafkaJSNonRetriableError('refused')
    }
    const source = new KafkaSource(kafka.client([refuse, refuse]), options)
    const next = source.batches().next()
    while (kafka.consumers.length < 3) await once(kafka, 'consumer')
    await source.close()
    await next
  })

  test('ends, and says so, where the brokers will never take its session timeout', async () => {
    const kafka = new FailingKafka()
    const source = new KafkaSource(kafka.client(), options)
    const next = source.batches().next()
    await new Promise(setImmediate)
    kafka.consumers[0]?.crash(answered('INVALID_SESSION_TIMEOUT'))
    await expect(next).rejects.toThrow('KAFKA_SESSION_TIMEOUT_MS')
    await source.close()
  })

  test('that nobody takes from any more ends at once, though nothing comes', async () => {
    const kafka = new FailingKafka()
    const batches = new KafkaSource(kafka.client(), options).batches()
    const next = batches.next()
    await new Promise(setImmediate)
    expect(await batches.return?.()).toEqual({ done: true, value: undefined })
    expect(await next).toEqual({ done: true, value: undefined })
    expect(kafka.consumers[0]?.isDisconnected).toBe(true)
  })

  test('whose signal is given ends, and stays in its group until it is closed, so that positions can be committed', async () => {
    const kafka = new FailingKafka()
    const stopping = new AbortController()
    const source = new KafkaSource(kafka.client(), { ...options, signal: stopping.signal })
    const next = source.batches().next()
    await new Promise(setImmediate)
    stopping.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(kafka.consumers[0]?.isDisconnected).toBe(false)
    await source.close()
    expect(kafka.consumers[0]?.isDisconnected).toBe(true)
  })

  test('whose signal was given before it is read ends at once', async () => {
    const source = new KafkaSource(new FailingKafka().client(), { ...options, signal: AbortSignal.abort() })
    expect(await source.batches().next()).toEqual({ done: true, value: undefined })
    await source.close()
  })
})

test('a consumer that has stopped, by itself or by us, is told no more what to fetch', async () => {
  const kafka = new FailingKafka()
  const nothing = () => {}
  const group = new GroupConsumer(kafka.client(), {
    topic: 't',
    groupId: 'g',
    timeouts: groupTimeouts(10_000),
    onAssigned: nothing,
    onCommitted: nothing,
    onFetchStart: nothing,
    onFetch: nothing,
    onBatch: nothing,
    onLost: nothing,
  })
  const steer = () => {
    group.seek(0, 1n)
    group.pause()
    group.resume()
  }
  steer()
  const running = group.run()
  await new Promise(setImmediate)
  steer()
  const [first] = kafka.consumers
  expect(first?.steered).toEqual(['seek', 'pause', 'resume'])
  // A crash comes later: until then it is still our consumer.
  first?.stop()
  steer()
  const again = once(kafka, 'consumer')
  first?.crash(new KafkaJSNonRetriableError('gone'))
  await again
  await new Promise(setImmediate)
  steer()
  expect(kafka.consumers[1]?.steered).toEqual(['seek', 'pause', 'resume'])
  await group.close()
  steer()
  await running
  expect([first?.steered.length, kafka.consumers[1]?.steered.length]).toEqual([3, 3])
})
