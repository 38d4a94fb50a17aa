import { cutHeader, type DeadLetterHeader, lastOffsetHeader, type OptionalHeader } from '@stitchlog/contracts'
import type { Kafka } from 'kafkajs'
import { DurableProducer, isTooLarge } from './durable-producer.ts'

import type { KafkaRecord } from './kafka-source.ts'

/** An undecodable record. */
export interface DeadLetter {
  readonly record: KafkaRecord
  readonly reason: string
}

const maxBytesPerSend = 600_000

/** Publishes dead letters, acknowledged by all in-sync replicas. */
export class DeadLetterPublisher {
  readonly #producer: DurableProducer
  readonly #topic: string
  readonly #sourceTopic: string

  private constructor(producer: DurableProducer, topic: string, sourceTopic: string) {
    this.#producer = producer
    this.#topic = topic
    this.#sourceTopic = sourceTopic
  }

  /** @param sourceTopic the topic that the records come from */
  static async connect(kafka: Kafka, topic: string, sourceTopic: string): Promise<DeadLetterPublisher> {
    return new DeadLetterPublisher(await DurableProducer.connect(kafka), topic, sourceTopic)
  }

  /** Resolves when all letters are safe. A letter that is too large for the brokers is truncated, and a header says so. */
  async publish(letters: readonly DeadLetter[]): Promise<void> {
    let batch: DeadLetter[] = []
    let bytes = 0
    for (const letter of letters) {
      if (batch.length > 0 && bytes + letter.record.value.length > maxBytesPerSend) {
        await this.#send(batch)
        batch = []
        bytes = 0
      }
      batch.push(letter)
      bytes += letter.record.value.length
    }
    if (batch.length > 0) await this.#send(batch)
  }

  async close(): Promise<void> {
    await this.#producer.disconnect()
  }

  async #send(letters: readonly DeadLetter[], maxBytes = Number.POSITIVE_INFINITY): Promise<void> {
    try {
      await this.#producer.send(
        this.#topic,
        letters.map((letter) => this.#messageOf(letter, maxBytes)),
      )
    } catch (error) {
      if (!isTooLarge(error)) throw error
      const largest = Math.max(...letters.map(({ record }) => Math.min(record.value.length, maxBytes)))
      if (largest < 2) throw error
      await this.#send(letters, Math.floor(largest / 2))
    }
  }

  #messageOf({ record, reason }: DeadLetter, maxBytes: number) {
    const { value, bytes = value.length, partition, offset, lastOffset, timestamp } = record
    const headers: Record<Exclude<DeadLetterHeader, OptionalHeader>, string> & { [lastOffsetHeader]?: string } = {
      reason,
      'source.topic': this.#sourceTopic,
      'source.partition': String(partition),
      'source.offset': offset,
      'source.timestamp': String(timestamp),
      ...(lastOffset === undefined ? {} : { [lastOffsetHeader]: lastOffset }),
    }
    // A batch is not a record: it must not be put back, however little it is.
    if (bytes <= maxBytes && bytes === value.length && lastOffset === undefined) return { value, headers }
    return { value: value.subarray(0, maxBytes), headers: { ...headers, [cutHeader]: String(bytes) } }
  }
}
