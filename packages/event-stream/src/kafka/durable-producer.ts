import { setTimeout } from 'node:timers/promises'
import type { Kafka, Message, Producer } from 'kafkajs'
import { hasErrorType } from './has-error-type.ts'
import { createKeyPartitioner } from './key-partitioner.ts'

const maxAttempts = 8
const firstPauseMs = 100
const longestPauseMs = 2000

/**
 * A producer whose sends either are acknowledged by all in-sync replicas, or fail.
 *
 * kafkajs (2.2.4) must not retry by itself. Its second attempt skips every broker that answered the first one, even if that broker has meanwhile
 * become the leader of the failed partition. Those records are never sent, and yet the send succeeds. So each attempt here is a separate send,
 * which may write records twice.
 */
export class DurableProducer {
  readonly #producer: Producer
  #clockDifferenceMs: number | undefined

  private constructor(producer: Producer) {
    this.#producer = producer
  }

  static async connect(kafka: Kafka): Promise<DurableProducer> {
    const producer = kafka.producer({
      createPartitioner: createKeyPartitioner,
      allowAutoTopicCreation: false,
      retry: { retries: 0 },
    })
    await producer.connect()
    return new DurableProducer(producer)
  }

  /**
   * By how many milliseconds the brokers' clock was ahead of this one at the last send at least, or behind it if negative. What the time of the send may
   * explain is left out: brokers that hung meanwhile do not have a wrong clock. Undefined before the first, and where producers choose the time of records.
   */
  get clockDifferenceMs(): number | undefined {
    return this.#clockDifferenceMs
  }

  /** @throws the error of the last attempt; at once if no further attempt can succeed */
  async send(topic: string, messages: Message[]): Promise<void> {
    for (let attempt = 1, pauseMs = firstPauseMs; ; attempt++, pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        const sentAt = Date.now()
        const [written] = await this.#producer.send({ topic, acks: -1, messages })
        const appendedAt = Number(written?.logAppendTime ?? -1)
        const ackedAt = Math.max(sentAt, Date.now())
        if (appendedAt >= 0) this.#clockDifferenceMs = appendedAt - Math.min(Math.max(appendedAt, sentAt), ackedAt)
        return
      } catch (error) {
        if (attempt === maxAttempts || isTooLarge(error)) throw error
        await setTimeout(pauseMs)
      }
    }
  }

  async disconnect(): Promise<void> {
    await this.#producer.disconnect()
  }
}

const tooLarge = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'])

/** Whether the brokers refused a record or a batch because of its size. */
export const isTooLarge = (error: unknown): boolean => hasErrorType(error, tooLarge)
