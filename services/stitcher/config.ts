import { type StitcherSettings, stitcherGroup, stitcherVariablesSchema } from '@stitchlog/contracts'
import { type KafkaCluster, kafkaClusterOf, type TopicSettings } from '@stitchlog/event-stream/kafka'
import { type ProcessConfig, processConfigOf, readCertificates, readEnvironment } from '@stitchlog/service-kit'
import { agreedSettingsOf, type ClickHouseServer, clickHouseServerOf, type OwnSetting } from '@stitchlog/store'

export interface StitcherConfig extends ProcessConfig {
  readonly kafka: KafkaCluster
  readonly topics: TopicSettings
  readonly sessionTimeoutMs: number
  readonly clickHouse: ClickHouseServer
  /** What must be alike in all services. */
  readonly agreed: readonly OwnSetting[]
  readonly writesThrough: boolean
  readonly settings: StitcherSettings
}

/** @throws ExplainedError `configuration` */
export function readStitcherConfig(environment: Readonly<Record<string, string | undefined>> = process.env): StitcherConfig {
  const variables = readEnvironment(stitcherVariablesSchema, environment)
  return {
    ...processConfigOf(variables),
    kafka: kafkaClusterOf(variables, readCertificates),
    topics: { partitions: variables.KAFKA_PARTITIONS, replicationFactor: variables.KAFKA_REPLICATION_FACTOR },
    sessionTimeoutMs: variables.KAFKA_SESSION_TIMEOUT_MS,
    clickHouse: clickHouseServerOf(variables, readCertificates),
    agreed: [...agreedSettingsOf(variables), { name: 'consumer-group', value: stitcherGroup }],
    writesThrough: variables.STITCHLOG_FSYNC,
    settings: {
      maxUnflushedSpans: variables.STITCHER_MAX_UNFLUSHED_SPANS,
      maxFlushAgeMs: variables.STITCHER_MAX_FLUSH_AGE_MS,
      maxOpenSpans: variables.STITCHER_MAX_OPEN_SPANS,
      maxHeldEvents: variables.STITCHER_MAX_HELD_EVENTS,
      retentionDays: variables.STITCHLOG_RETENTION_DAYS,
    },
  }
}
