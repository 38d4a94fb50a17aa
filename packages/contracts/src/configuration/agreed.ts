import { onOff } from './values.ts'

/** Whether ClickHouse writes through to the disk before it confirms. */
export const durabilityVariables = {
  STITCHLOG_FSYNC: onOff('on').meta({
    description: 'off: confirm what is stored before it has reached the disk; a power cut may then take what was answered. The same in all services.',
  }),
}

/**
 * What must be alike in all processes that share a database, in the order in which it is agreed on, and where each comes from. Two processes
 * that differ do harm: one deletes what the other still shows, or drops what the other has accepted.
 */
export const agreedSettings = {
  'retention-days': 'STITCHLOG_RETENTION_DAYS',
  'access-log-retention-days': 'STITCHLOG_ACCESS_LOG_RETENTION_DAYS',
  cluster: 'CLICKHOUSE_CLUSTER',
  fsync: 'STITCHLOG_FSYNC',
  partitions: 'KAFKA_PARTITIONS',
  'consumer-group': 'the consumer group',
  'token-secret': 'STITCHLOG_TOKEN_SECRET',
} as const

export type AgreedSettingName = keyof typeof agreedSettings
