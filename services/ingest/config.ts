import { ingestVariablesSchema } from '@stitchlog/contracts'
import { type KafkaCluster, kafkaClusterOf, type TopicSettings } from '@stitchlog/event-stream/kafka'
import { type TokenKeys, tokenKeysOf } from '@stitchlog/http-kit'
import { type ProcessConfig, processConfigOf, readCertificates, readEnvironment } from '@stitchlog/service-kit'
import { agreedSettingsOf, type ClickHouseServer, clickHouseServerOf, type OwnSetting } from '@stitchlog/store'

export interface IngestConfig extends ProcessConfig {
  readonly retentionDays: number
  readonly tokenKeys: TokenKeys
  readonly kafka: KafkaCluster
  readonly topics: TopicSettings
  readonly clickHouse: ClickHouseServer
  /** What must be alike in all services. */
  readonly agreed: readonly OwnSetting[]
  readonly writesThrough: boolean
}

/** @throws ExplainedError `configuration` */
export function readIngestConfig(environment: Readonly<Record<string, string | undefined>> = process.env): IngestConfig {
  const variables = readEnvironment(ingestVariablesSchema, environment)
  return {
    ...processConfigOf(variables),
    retentionDays: variables.STITCHLOG_RETENTION_DAYS,
    tokenKeys: tokenKeysOf(variables),
    kafka: kafkaClusterOf(variables, readCertificates),
    topics: { partitions: variables.KAFKA_PARTITIONS, replicationFactor: variables.KAFKA_REPLICATION_FACTOR },
    clickHouse: clickHouseServerOf(variables, readCertificates),
    agreed: agreedSettingsOf(variables),
    writesThrough: variables.STITCHLOG_FSYNC,
  }
}
