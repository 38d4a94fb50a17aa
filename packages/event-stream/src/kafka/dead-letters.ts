import { type Closing, type ClosingHeader, closings, cutHeader, type DeadLetterHeader, lastOffsetHeader, receiptHeader } from '@stitchlog/contracts'
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
  /** Absent where it is open: nobody has seen to it. */
  readonly closedAs?: Closing
}

const closingsPerSend = 1000

/**
 * Reads dead letters, oldest first within a partition.
 *
 * @param isWanted which to return; the others take no memory
 */
export async function readDeadLetters(
  kafka: Kafka,
  topic: string,
  isWanted: (letter: StoredDeadLetter) => boolean = () => true,
): Promise<StoredDeadLetter[]> {
  const letters: StoredDeadLetter[] = []
  const closed = await readLetters(kafka, topic, (letter) => {
    if (isWanted(letter)) letters.push(letter)
  })
  return letters.map((letter) => {
    const closedAs = closed.get(placeOf(letter))
    return closedAs === undefined ? letter : { ...letter, closedAs }
  })
}

/** How many dead letters are open, by reason. */
export async function countOpenDeadLetters(kafka: Kafka, topic: string): Promise<Record<string, number>> {
  const reasons = new Map<string, string>()
  const closed = await readLetters(kafka, topic, (letter) => reasons.set(placeOf(letter), letter.reason))
  const counts: Record<string, number> = {}
  for (const [place, reason] of reasons) if (!closed.has(place)) counts[reason] = (counts[reason] ?? 0) + 1
  return counts
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

/** Notes in their topic that nothing has to be done about dead letters any more. The notes expire after the letters. */
export async function closeDeadLetters(
  kafka: Kafka,
  topic: string,
  letters: readonly Pick<StoredDeadLetter, 'partition' | 'offset'>[],
  as: Closing,
): Promise<void> {
  const producer = await DurableProducer.connect(kafka)
  try {
    for (let first = 0; first < letters.length; first += closingsPerSend) {
      const some = letters.slice(first, first + closingsPerSend)
      await producer.send(
        topic,
        some.map(({ partition, offset }) => {
          const headers: Record<ClosingHeader, string> = { 'closes.partition': String(partition), 'closes.offset': offset, 'closed.as': as }
          // Without a value: earlier versions pass over it.
          return { partition, value: null, headers }
        }),
      )
    }
  } finally {
    await producer.disconnect()
  }
}

/** @returns what became of letters, by their place */
async function readLetters(kafka: Kafka, topic: string, onLetter: (letter: StoredDeadLetter) => void): Promise<ReadonlyMap<string, Closing>> {
  const closed = new Map<string, Closing>()
  await readTopicToEnd(kafka, topic, ({ partition, offset, value, headers = {} }) => {
    if (value !== null) {
      onLetter(letterOf(partition, offset, value, headers))
      return
    }
    const closedAs = closings.find((each) => each === text(headers, 'closed.as'))
    if (closedAs !== undefined)
      closed.set(placeOf({ partition: text(headers, 'closes.partition'), offset: text(headers, 'closes.offset') }), closedAs)
  })
  return closed
}

const placeOf = ({ partition, offset }: { readonly partition: number | string; readonly offset: string }) => `${partition}:${offset}`

const letterOf = (partition: number, offset: string, value: Buffer, headers: IHeaders): StoredDeadLetter => ({
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

function text(headers: IHeaders, name: DeadLetterHeader | ClosingHeader): string {
  const value = headers[name]
  return String((Array.isArray(value) ? value[0] : value) ?? '')
}
