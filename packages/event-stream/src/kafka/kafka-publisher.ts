import type { Kafka } from 'kafkajs'
import { StreamBusy, type StreamRecord } from '../event-stream.ts'
import { DurableProducer } from './durable-producer.ts'

/** With more than this, a batch may exceed the brokers' default limit (1 MiB, for all records of one partition). */
const maxBytesPerSend = 600_000

/** A publication resolves or rejects within this time. */
const publishTimeoutMs = 15_000

interface Publication {
  missing: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

interface WaitingRecord {
  readonly record: StreamRecord
  readonly publication: Publication
}

/**
 * Publishes to a topic, acknowledged by all in-sync replicas. Only one send is in progress at a time. The next send includes all records that arrived
 * meanwhile. So records with the same key keep their order, and many small publications make few requests.
 */
export class KafkaPublisher {
  readonly #producer: DurableProducer
  readonly #topic: string
  readonly #maxWaitingRecords: number
  #waiting: WaitingRecord[] = []
  #sending: Promise<void> | undefined
  #waitingCount = 0
  #isClosed = false

  private constructor(producer: DurableProducer, topic: string, maxWaitingRecords: number) {
    this.#producer = producer
    this.#topic = topic
    this.#maxWaitingRecords = maxWaitingRecords
  }

  /** @param maxWaitingRecords with more waiting records `publish` throws `StreamBusy` */
  static async connect(kafka: Kafka, topic: string, maxWaitingRecords: number): Promise<KafkaPublisher> {
    return new KafkaPublisher(await DurableProducer.connect(kafka), topic, maxWaitingRecords)
  }

  /**
   * Resolves when the records survive a crash of any process.
   *
   * @throws StreamBusy if there is no room at the moment; any other error if the records could not be made safe. They may arrive all the same
   */
  async publish(records: readonly StreamRecord[]): Promise<void> {
    if (this.#isClosed) throw new Error('the event stream is closed')
    if (records.length === 0) return
    if (this.#waitingCount + records.length > this.#maxWaitingRecords) throw new StreamBusy()
    this.#waitingCount += records.length
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(Object.assign(new Error('the brokers did not answer in time'), { code: 'ETIMEDOUT' })), publishTimeoutMs)
      const publication: Publication = {
        missing: records.length,
        resolve: () => {
          clearTimeout(timer)
          resolve()
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      }
      this.#waiting.push(...records.map((record) => ({ record, publication })))
      this.#sending ??= this.#sendAll()
    })
  }

  /** @see DurableProducer.clockDifferenceMs */
  get clockDifferenceMs(): number | undefined {
    return this.#producer.clockDifferenceMs
  }

  /** Accepts no more records, and sends the accepted ones. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#sending
    await this.#producer.disconnect()
  }

  async #sendAll(): Promise<void> {
    // Publications of the same tick share one send.
    await Promise.resolve()
    while (this.#waiting.length > 0) await this.#send(this.#takeBatch())
    this.#sending = undefined
  }

  #takeBatch(): WaitingRecord[] {
    let bytes = 0
    const end = this.#waiting.findIndex(({ record }) => {
      bytes += record.value.length + record.key.length
      return bytes > maxBytesPerSend
    })
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(1, end))
  }

  async #send(batch: readonly WaitingRecord[]): Promise<void> {
    try {
      await this.#producer.send(
        this.#topic,
        batch.map(({ record: { key, value } }) => ({ key, value })),
      )
      for (const { publication } of batch) if (--publication.missing === 0) publication.resolve()
    } catch (error) {
      for (const { publication } of batch) publication.reject(error instanceof Error ? error : new Error(String(error)))
    } finally {
      this.#waitingCount -= batch.length
    }
  }
}
