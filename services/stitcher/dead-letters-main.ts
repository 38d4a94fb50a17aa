import { deadLetterTopic, ExplainedError } from '@stitchlog/contracts'
import { connectKafka, putBack, readDeadLetters, type StoredDeadLetter } from '@stitchlog/event-stream/kafka'
import { runCommand } from '@stitchlog/service-kit'
import { deadLettersUsage, readDeadLettersConfig } from './dead-letters-config.ts'

/** Only this many bytes of a letter are shown. */
const shownBytes = 1000

await runCommand('dead-letters', deadLettersUsage, async (args) => {
  const { action, reason, at, kafka: cluster } = readDeadLettersConfig(args)
  const kafka = connectKafka(cluster, 'stitchlog-dead-letters', () => {})
  const letters: StoredDeadLetter[] = []
  try {
    await readDeadLetters(kafka, deadLetterTopic, (letter) => {
      const isWanted = (reason === undefined || letter.reason === reason) && (at === undefined || at === `${letter.partition}:${letter.offset}`)
      if (isWanted) letters.push(letter)
    })
    if (action === 'list') for (const letter of letters) console.log(JSON.stringify(shown(letter)))
    else await putBackWhole(letters)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ExplainedError('stream-unavailable', `Kafka at ${cluster.brokers}: ${message}`, { cause: error })
  }

  async function putBackWhole(all: readonly StoredDeadLetter[]): Promise<void> {
    const whole = all.filter(({ isCut }) => !isCut)
    await putBack(kafka, whole)
    console.log(`${whole.length} put back${whole.length < all.length ? `, ${all.length - whole.length} left because they are truncated` : ''}`)
  }
})

function shown({ partition, offset, value, sourceTimestamp, ...letter }: StoredDeadLetter): object {
  const receivedAt = new Date(sourceTimestamp).toISOString()
  return { at: `${partition}:${offset}`, ...letter, receivedAt, bytes: value.length, value: value.subarray(0, shownBytes).toString('utf8') }
}
