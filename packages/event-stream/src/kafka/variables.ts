import { readFileSync } from 'node:fs'
import { eventsTopic, onOff, readNamedFile, wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'
import type { KafkaCluster } from './connect-kafka.ts'
import type { TopicSettings } from './ensure-topics.ts'

const brokerList = 'host:port, several separated by commas'

/** Addresses and credentials of Kafka. */
export const kafkaVariables = z
  .object({
    KAFKA_BROKERS: z
      .string(brokerList)
      .transform((brokers) =>
        brokers
          .split(',')
          .map((broker) => broker.trim())
          .filter((broker) => broker !== ''),
      )
      .pipe(z.array(z.string().regex(/^\S+:\d+$/, brokerList)).min(1, brokerList))
      .meta({ description: 'Brokers to begin with, `host:port`, several separated by commas.' }),
    KAFKA_TLS: onOff('off').meta({ description: 'on: speak to the brokers over TLS.' }),
    KAFKA_TLS_CA_FILE: z.string().optional().meta({ description: 'Certificates (PEM) to trust besides the known authorities.' }),
    KAFKA_SASL_MECHANISM: z
      .enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'plain, scram-sha-256 or scram-sha-512')
      .optional()
      .meta({ description: 'How to log in: `plain`, `scram-sha-256` or `scram-sha-512`; without it nobody does.' }),
    KAFKA_SASL_USERNAME: z.string().optional().meta({ description: 'User to log in as.' }),
    KAFKA_SASL_PASSWORD: z.string().optional().meta({ description: 'Password to log in with.' }),
  })
  .transform((variables, context): KafkaCluster => {
    const { KAFKA_TLS_CA_FILE: caFile, KAFKA_SASL_MECHANISM: mechanism } = variables
    const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = variables
    if (new Set([mechanism, username, password].map((value) => value === undefined)).size > 1)
      context.addIssue({ code: 'custom', message: 'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD go together' })
    const ca =
      variables.KAFKA_TLS && caFile !== undefined ? { ca: readNamedFile(context, 'KAFKA_TLS_CA_FILE', caFile, (file) => readFileSync(file)) } : {}
    return {
      brokers: variables.KAFKA_BROKERS,
      ...(variables.KAFKA_TLS ? { tls: ca } : {}),
      ...(mechanism === undefined ? {} : { sasl: { mechanism, username: username ?? '', password: password ?? '' } }),
    }
  })

/** How missing topics are created. */
export const topicVariables = z
  .object({
    KAFKA_PARTITIONS: wholeNumber(1, 10_000)
      .default(12)
      .meta({ description: `Partitions of \`${eventsTopic}\` where it has to be made: the greatest number of stitchers that find work.` }),
    KAFKA_REPLICATION_FACTOR: wholeNumber(1, 100)
      .optional()
      .meta({ description: "Copies of each partition where topics have to be made; the brokers' default without it." }),
  })
  .transform((variables): TopicSettings => ({ partitions: variables.KAFKA_PARTITIONS, replicationFactor: variables.KAFKA_REPLICATION_FACTOR }))

/** How long the consumer group waits for a stitcher: by default as short as brokers allow by theirs, since it is how long events wait after a crash. */
export const sessionTimeoutVariable = z
  .object({
    KAFKA_SESSION_TIMEOUT_MS: wholeNumber(1000, 3_600_000)
      .default(6000)
      .meta({ description: 'Milliseconds without a word after which a stitcher loses its partitions to others; the same in all stitchers.' }),
  })
  .transform(({ KAFKA_SESSION_TIMEOUT_MS }) => KAFKA_SESSION_TIMEOUT_MS)
