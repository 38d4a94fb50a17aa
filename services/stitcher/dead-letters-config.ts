import { describeIssues, dropReasons } from '@stitchlog/contracts'
import { type KafkaCluster, kafkaVariables } from '@stitchlog/event-stream/kafka'
import { parseOptions, readEnvironment, usageError } from '@stitchlog/service-kit'
import { z } from 'zod'

export const deadLettersUsage = `usage: npm run dead-letters -- list|put-back [--reason REASON] [--at PARTITION:OFFSET]

  list               prints the dead letters, one JSON object per line: place, reason, time of receipt and content
  put-back           returns them to their original topic, with their original time of receipt; truncated ones stay
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
  const options = { reason: { type: 'string' }, at: { type: 'string' } } as const
  const { values, positionals } = parseOptions(args, { usage: deadLettersUsage, options, maxPositionals: 1 })
  const { data, error } = optionsSchema.safeParse({ ...values, action: positionals[0] })
  if (error !== undefined) throw usageError(describeIssues(error), deadLettersUsage)
  return { ...data, ...readEnvironment({ kafka: kafkaVariables }, environment) }
}
