import { cutHeader, type DeadLetterHeader, lastOffsetHeader, receiptHeader } from '@stitchlog/contracts'
import type { IHeaders, Kafka } from 'kafkajs'
import { DurableProducer } from './durable-producer.ts'

import { readTopicToEnd } from './read-topic.ts'

/** A dead letter as stored in its topic. */
export interface StoredDeadLetter {
  readonly partition: number
  readonly offset: string
  readonly reason: string
  readonly sourceTopic: string
  readonly sourcePartition: string
  readonly sourceOffset: string
  /** Where it stands for a whole batch that could not be unpacked. */
  readonly sourceLastOffset?: string
  /** When the original record was received, in epoch milliseconds. */
  readonly sourceTimestamp: number
  readonly value: Buffer
  /** The record was too large and was truncated, or is a batch, so it cannot be put back. */
  readonly isCut: boolean
}

/** @param onLetter called for each dead letter, oldest first within a partition */
export async function readDeadLetters(kafka: Kafka, topic: string, onLetter: (letter: StoredDeadLetter) => void): Promise<void> {
  await readTopicToEnd(kafka, topic, ({ partition, offset, value, headers = {} }) => {
    if (value === null) return
    onLetter({
      partition,
      offset,
      reason: text(headers, 'reason'),
      sourceTopic: text(headers, 'source.topic'),
      sourcePartition: text(headers, 'source.partition'),
      sourceOffset: text(headers, 'source.offset'),
      ...(headers[lastOffsetHeader] === undefined ? {} : { sourceLastOffset: text(headers, lastOffsetHeader) }),
      sourceTimestamp: Number(text(headers, 'source.timestamp')),
      value,
      isCut: headers[cutHeader] !== undefined,
    })
  })
}

/** Publishes the original bytes again, with their original time of receipt. Doing so twice does no harm. */
export async function putBack(kafka: Kafka, letters: readonly StoredDeadLetter[]): Promise<void> {
  const producer = await DurableProducer.connect(kafka)
  try {
    for (const { value, sourceTopic, sourceTimestamp } of letters) {
      // A topic with LogAppendTime overwrites the timestamp. The header then holds the original one.
      const timestamp = String(sourceTimestamp)
      await producer.send(sourceTopic, [{ value, timestamp, headers: { [receiptHeader]: timestamp } }])
    }
  } finally {
    await producer.disconnect()
  }
}

function text(headers: IHeaders, name: DeadLetterHeader): string {
  const value = headers[name]
  return String((Array.isArray(value) ? value[0] : value) ?? '')
}
