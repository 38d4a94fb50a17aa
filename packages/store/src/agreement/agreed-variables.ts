import { defaultAccessLogRetentionDays, defaultRetentionDays, onOff, retentionDaysSchema } from '@stitchlog/contracts'
import { z } from 'zod'

/**
 * The settings that must be equal in all processes that share a database, in the order in which the processes agree on them, and the source of each.
 * Two processes that differ do harm: one deletes what the other still shows, or drops what the other has accepted.
 */
export const agreedSettings = {
  'retention-days': 'STITCHLOG_RETENTION_DAYS',
  'access-log-retention-days': 'STITCHLOG_ACCESS_LOG_RETENTION_DAYS',
  cluster: 'CLICKHOUSE_CLUSTER',
  fsync: 'STITCHLOG_FSYNC',
  partitions: 'KAFKA_PARTITIONS',
  'consumer-group': 'the consumer group',
  'token-secret': 'STITCHLOG_TOKEN_SECRET',
  installation: 'the id of the installation',
} as const

export type AgreedSettingName = keyof typeof agreedSettings

const days = (standard: number) => z.coerce.number('whole days').pipe(retentionDaysSchema).default(standard)

/** The retention of networks that have not set their own. Every process that decides by retention has this variable. */
export const retentionVariable = z
  .object({
    STITCHLOG_RETENTION_DAYS: days(defaultRetentionDays).meta({
      description: 'Days that activity stays readable in networks without a retention of their own. The same in all services.',
    }),
  })
  .transform(({ STITCHLOG_RETENTION_DAYS }) => STITCHLOG_RETENTION_DAYS)

/** Every process that stores or shows the access log has this variable. */
export const accessLogRetentionVariable = z
  .object({
    STITCHLOG_ACCESS_LOG_RETENTION_DAYS: days(defaultAccessLogRetentionDays).meta({
      description: 'Days that it stays readable who read what. The same in query and rollup.',
    }),
  })
  .transform(({ STITCHLOG_ACCESS_LOG_RETENTION_DAYS }) => STITCHLOG_ACCESS_LOG_RETENTION_DAYS)

/** Whether ClickHouse writes an insert through to the disk before it confirms. */
export const fsyncVariable = z
  .object({
    STITCHLOG_FSYNC: onOff('on').meta({
      description:
        'off: confirm what is stored before it has reached the disk; a power cut may then take what was answered. The same in all services.',
    }),
  })
  .transform(({ STITCHLOG_FSYNC }) => STITCHLOG_FSYNC)
