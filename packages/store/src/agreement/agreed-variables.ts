import { defaultAccessLogRetentionDays, defaultRetentionDays, onOff, retentionDaysSchema } from '@stitchlog/contracts'
import { z } from 'zod'

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

const days = (standard: number) => z.coerce.number('whole days').pipe(retentionDaysSchema).default(standard)

/** Of every process that decides by retention: that of networks without one of their own. */
export const retentionVariable = z
  .object({
    STITCHLOG_RETENTION_DAYS: days(defaultRetentionDays).meta({
      description: 'Days that activity stays readable in networks without a retention of their own. The same in all services.',
    }),
  })
  .transform(({ STITCHLOG_RETENTION_DAYS }) => STITCHLOG_RETENTION_DAYS)

/** Of every process that keeps, or shows, who read what. */
export const accessLogRetentionVariable = z
  .object({
    STITCHLOG_ACCESS_LOG_RETENTION_DAYS: days(defaultAccessLogRetentionDays).meta({
      description: 'Days that it stays readable who read what. The same in query and rollup.',
    }),
  })
  .transform(({ STITCHLOG_ACCESS_LOG_RETENTION_DAYS }) => STITCHLOG_ACCESS_LOG_RETENTION_DAYS)

/** Whether ClickHouse writes through to the disk before it confirms. */
export const fsyncVariable = z
  .object({
    STITCHLOG_FSYNC: onOff('on').meta({
      description:
        'off: confirm what is stored before it has reached the disk; a power cut may then take what was answered. The same in all services.',
    }),
  })
  .transform(({ STITCHLOG_FSYNC }) => STITCHLOG_FSYNC)
