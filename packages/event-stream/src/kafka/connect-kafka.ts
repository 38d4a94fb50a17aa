import type { ConnectionOptions } from 'node:tls'
import kafkajs, { type Kafka, type KafkaConfig, type LogEntry, type SASLOptions } from 'kafkajs'
import { registerCodecs } from './codecs.ts'
import { connectSocket } from './connect-socket.ts'

const { Kafka: KafkaClient, logLevel } = kafkajs

/** Addresses and credentials of a Kafka cluster. */
export interface KafkaCluster {
  /** `host:port` */
  readonly brokers: readonly string[]
  readonly tls?: ConnectionOptions
  readonly sasl?: SASLOptions
}

/** Receives kafkajs's log messages. kafkajs logs many errors that it then recovers from, so none of them counts as an error here. */
export type KafkaLog = (message: string) => void

/** Said of the producer that only asks whether it may write (`requireWriteAccess`), and sends nothing. */
const retriesWarning = 'Limiting retries for the idempotent producer may invalidate EoS guarantees'

const defaultRequestTimeoutMs = 15_000

/**
 * Creates a client of the cluster, without connecting.
 *
 * @param requestTimeoutMs how long each request waits for its response; for a member of a consumer group, take the value from `groupTimeouts`
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
    socketFactory: connectSocket,
    requestTimeout: requestTimeoutMs,
    retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 6 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      if (entry.log.message !== retriesWarning) log(messageOf(entry))
    },
    ...(tls === undefined ? {} : { ssl: tls }),
    ...(sasl === undefined ? {} : { sasl }),
  }
  return new KafkaClient(config)
}

const messageOf = ({ namespace, log: { message, error } }: LogEntry) => `${namespace}: ${message}${typeof error === 'string' ? ` (${error})` : ''}`
