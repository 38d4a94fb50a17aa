import { parseArgs } from 'node:util'
import { describeIssues, dropReasons, ExplainedError, kafkaVariablesSchema } from '@stitchlog/contracts'
import { type KafkaCluster, kafkaClusterOf } from '@stitchlog/event-stream/kafka'
import { readCertificates, readEnvironment } from '@stitchlog/service-kit'
import { z } from 'zod'

const usage = `usage: npm run dead-letters -- list|put-back [--reason REASON] [--at PARTITION:OFFSET]

  list               a JSON object a line: where each dead letter lies, why, since when, and what it says
  put-back           back into the topic that they come from, as received when they were first; those that were cut stay
  --reason REASON    only those with this reason
  --at P:O           only the one at this partition and offset of the dead-letter topic

The brokers are those of KAFKA_BROKERS and the other KAFKA_ variables.`

const optionsSchema = z.object({
  action: z.enum(['list', 'put-back'], 'list or put-back'),
  reason: z.enum(dropReasons, `one of ${dropReasons.join(', ')}`).optional(),
  at: z
    .string()
    .regex(/^\d+:\d+$/, 'a partition and an offset, such as 0:17')
    .optional(),
})

export interface DeadLettersConfig extends z.output<typeof optionsSchema> {
  readonly kafka: KafkaCluster
}

/** @throws ExplainedError `usage`, `configuration` */
export function readDeadLettersConfig(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): DeadLettersConfig {
  const { data, error } = optionsSchema.safeParse(parseOptions(args))
  if (error !== undefined) throw usageError(describeIssues(error))
  return { ...data, kafka: kafkaClusterOf(readEnvironment(kafkaVariablesSchema, environment), readCertificates) }
}

function parseOptions(args: readonly string[]): Record<string, string | undefined> {
  const string = { type: 'string' } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { reason: string, at: string }, allowPositionals: true })
    if (positionals.length > 1) throw usageError('one of list and put-back')
    return { ...values, action: positionals[0] }
  } catch (error) {
    if (error instanceof TypeError) throw usageError(error.message)
    throw error
  }
}

const usageError = (message: string) => new ExplainedError('usage', `${message}\n\n${usage}`)
