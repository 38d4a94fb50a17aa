import type { ConnectionOptions } from 'node:tls'
import kafkajs, { type Kafka, type KafkaConfig, type LogEntry, type SASLOptions } from 'kafkajs'
import { registerCodecs } from './codecs.ts'

const { Kafka: KafkaClient, logLevel } = kafkajs

/** Where a Kafka cluster is, and how to get in. */
export interface KafkaCluster {
  /** `host:port` */
  readonly brokers: readonly string[]
  readonly tls?: ConnectionOptions
  readonly sasl?: SASLOptions
}

/** What kafkajs has to say. It calls much an error that it then comes back from by itself, so none of it is one yet. */
export type KafkaLog = (message: string) => void

const defaultRequestTimeoutMs = 15_000

/**
 * A client of the cluster. Contacts nothing yet.
 *
 * @param requestTimeoutMs so long it waits for each answer; a member of a consumer group has to wait as `groupTimeouts` says
 */
export function connectKafka(
  { brokers, tls, sasl }: KafkaCluster,
  clientId: string,
  log: KafkaLog,
  requestTimeoutMs: number = defaultRequestTimeoutMs,
): Kafka {
  registerCodecs()
  const config: KafkaConfig = {
    clientId,
    brokers: [...brokers],
    connectionTimeout: 5000,
    requestTimeout: requestTimeoutMs,
    retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 6 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => log(messageOf(entry)),
    ...(tls === undefined ? {} : { ssl: tls }),
    ...(sasl === undefined ? {} : { sasl }),
  }
  return new KafkaClient(config)
}

const messageOf = ({ namespace, log: { message, error } }: LogEntry) => `${namespace}: ${message}${typeof error === 'string' ? ` (${error})` : ''}`
