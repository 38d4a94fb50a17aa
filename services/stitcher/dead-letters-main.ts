import { deadLetterTopic, ExplainedError } from '@stitchlog/contracts'
import { closeDeadLetters, connectKafka, putBack, readDeadLetters, type StoredDeadLetter } from '@stitchlog/event-stream/kafka'
import { runCommand } from '@stitchlog/service-kit'
import { deadLettersUsage, readDeadLettersConfig } from './dead-letters-config.ts'
import { decode } from './decode.ts'

/** Only this many bytes of a letter are shown. */
const shownBytes = 1000

await runCommand('dead-letters', deadLettersUsage, async (args) => {
  const { action, reason, at, all = false, kafka: cluster } = readDeadLettersConfig(args)
  const kafka = connectKafka(cluster, 'stitchlog-dead-letters', () => {})
  try {
    const found = await readDeadLetters(
      kafka,
      deadLetterTopic,
      (letter) => (reason === undefined || letter.reason === reason) && (at === undefined || at === `${letter.partition}:${letter.offset}`),
    )
    const open = found.filter(({ closedAs }) => closedAs === undefined)
    const letters = all && action !== 'close' ? found : open
    const closedBefore = found.length - letters.length
    if (action === 'list') {
      for (const letter of letters) console.log(JSON.stringify(shown(letter)))
      if (closedBefore > 0) console.error(`not shown: ${closedBefore} put back or closed before (list --all shows them too)`)
    } else if (action === 'close') {
      await closeDeadLetters(kafka, deadLetterTopic, letters, 'closed')
      console.log(told(`${letters.length} closed`, [[closedBefore, 'put back or closed before']]))
    } else console.log(await putBackReadable(letters, closedBefore))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ExplainedError('stream-unavailable', `Kafka at ${cluster.brokers}: ${message}`, { cause: error })
  }

  /** What cannot be read now either would come back as another dead letter. */
  async function putBackReadable(letters: readonly StoredDeadLetter[], closedBefore: number): Promise<string> {
    const whole = letters.filter(({ isCut }) => !isCut)
    const readable = whole.filter(({ value, sourceTimestamp }) => decode({ value, timestamp: sourceTimestamp }).outcome === 'event')
    await putBack(kafka, readable)
    await closeDeadLetters(kafka, deadLetterTopic, readable, 'put-back')
    return told(`${readable.length} put back`, [
      [letters.length - whole.length, 'left because truncated'],
      [whole.length - readable.length, 'left because this version cannot read them either'],
      [closedBefore, 'put back or closed before'],
    ])
  }
})

function told(done: string, others: readonly (readonly [count: number, what: string])[]): string {
  return [done, ...others.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]))].join(', ')
}

function shown({ partition, offset, value, sourceTimestamp, ...letter }: StoredDeadLetter): object {
  const receivedAt = new Date(sourceTimestamp).toISOString()
  return { at: `${partition}:${offset}`, ...letter, receivedAt, bytes: value.length, value: value.subarray(0, shownBytes).toString('utf8') }
}
