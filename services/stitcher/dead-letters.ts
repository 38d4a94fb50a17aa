import type { DeadLetter, KafkaRecord } from '@stitchlog/event-stream/kafka'
import type { Rejects } from './stitch.ts'

/**
 * Collects undecodable records, and publishes them when spans are flushed. Drops those that may not be kept.
 *
 * @param onPublished called for each letter that is safe
 */
export function createDeadLetters(
  publish: (letters: readonly DeadLetter[]) => Promise<void>,
  onPublished: (letter: DeadLetter) => void = () => {},
): Rejects<KafkaRecord> {
  let letters: DeadLetter[] = []
  return {
    add({ record, reason, mayKeepContent }) {
      if (mayKeepContent) letters.push({ record, reason })
    },
    async flush() {
      const flushed = letters
      letters = []
      if (flushed.length === 0) return
      await publish(flushed)
      for (const letter of flushed) onPublished(letter)
    },
  }
}
