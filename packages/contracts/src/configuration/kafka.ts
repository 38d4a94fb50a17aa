import { z } from 'zod'
import { eventsTopic } from '../stream/topics.ts'
import { onOff, text, wholeNumber } from './values.ts'

/** The variables of every process that speaks to Kafka. */
export const kafkaVariables = {
  KAFKA_BROKERS: z
    .string('host:port, several separated by commas')
    .transform((brokers) =>
      brokers
        .split(',')
        .map((broker) => broker.trim())
        .filter((broker) => broker !== ''),
    )
    .pipe(z.array(z.string().regex(/^\S+:\d+$/, 'host:port, several separated by commas')).min(1, 'host:port, several separated by commas'))
    .meta({ description: 'Brokers to begin with, `host:port`, several separated by commas.' }),
  KAFKA_TLS: onOff('off').meta({ description: 'on: speak to the brokers over TLS.' }),
  KAFKA_TLS_CA_FILE: text.optional().meta({ description: 'Certificates (PEM) to trust besides the known authorities.' }),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'plain, scram-sha-256 or scram-sha-512')
    .optional()
    .meta({ description: 'How to log in: `plain`, `scram-sha-256` or `scram-sha-512`; without it nobody does.' }),
  KAFKA_SASL_USERNAME: text.optional().meta({ description: 'User to log in as.' }),
  KAFKA_SASL_PASSWORD: text.optional().meta({ description: 'Password to log in with.' }),
  KAFKA_PARTITIONS: wholeNumber(1, 10_000)
    .default(12)
    .meta({ description: `Partitions of \`${eventsTopic}\` where it has to be made: the greatest number of stitchers that find work.` }),
  KAFKA_REPLICATION_FACTOR: wholeNumber(1, 100)
    .optional()
    .meta({ description: "Copies of each partition where topics have to be made; the brokers' default without it." }),
}

export type KafkaVariables = z.output<z.ZodObject<typeof kafkaVariables>>

/** @returns a complaint, or undefined where the variables fit together */
export function kafkaComplaint(variables: Readonly<Record<string, unknown>>): string | undefined {
  const given = [variables['KAFKA_SASL_MECHANISM'], variables['KAFKA_SASL_USERNAME'], variables['KAFKA_SASL_PASSWORD']]
  const isWhole = given.every((value) => value !== undefined) || given.every((value) => value === undefined)
  return isWhole ? undefined : 'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD go together'
}
