import { describeIssues, rejectReasons } from '@stitchlog/contracts'
import { type KafkaCluster, kafkaVariables } from '@stitchlog/event-stream/kafka'
import { parseOptions, readEnvironment, usageError } from '@stitchlog/service-kit'
import { z } from 'zod'

export const deadLettersUsage = `usage: npm run dead-letters -- list|put-back|close [--reason REASON] [--at PARTITION:OFFSET] [--all]

  list               prints the open dead letters, one JSON object per line: place, reason, time of receipt and content
  put-back           returns them to their original topic, with their original time of receipt, and closes them; what this version cannot read either stays
  close              nothing has to be done about them any more: takes --reason, --at or --all
  --reason REASON    only those with this reason: ${rejectReasons.join(' or ')}
  --at P:O           only the one at this partition and offset of the dead-letter topic
  --all              also those that were put back or closed before; close: every one that is open

Dead letters stay in their topic for seven days; the doctor counts those that are open. The brokers are those of KAFKA_BROKERS and the other KAFKA_ variables.`

const optionsSchema = z
  .object({
    action: z.enum(['list', 'put-back', 'close'], 'list, put-back or close'),
    reason: z.enum(rejectReasons, `one of ${rejectReasons.join(', ')}`).optional(),
    at: z
      .string()
      .regex(/^\d+:\d+$/, 'a partition and an offset, such as 0:17')
      .optional(),
    all: z.boolean().optional(),
  })
  .refine(({ action, reason, at, all = false }) => action !== 'close' || all || reason !== undefined || at !== undefined, {
    message: 'close takes --reason, --at or --all',
  })

export interface DeadLettersConfig extends z.output<typeof optionsSchema> {
  readonly kafka: KafkaCluster
}

/** @throws ExplainedError `usage`, `configuration` */
export function readDeadLettersConfig(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): DeadLettersConfig {
  const options = { reason: { type: 'string' }, at: { type: 'string' }, all: { type: 'boolean' } } as const
  const { values, positionals } = parseOptions(args, { usage: deadLettersUsage, options, maxPositionals: 1 })
  const { data, error } = optionsSchema.safeParse({ ...values, action: positionals[0] })
  if (error !== undefined) throw usageError(describeIssues(error), deadLettersUsage)
  return { ...data, ...readEnvironment({ kafka: kafkaVariables }, environment) }
}
