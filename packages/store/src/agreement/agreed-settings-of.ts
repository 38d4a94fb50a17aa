import { scryptSync } from 'node:crypto'
import type { AgreedSettingName } from '@stitchlog/contracts'

/** What a process is set to, as text; of a secret only its fingerprint. */
export interface OwnSetting {
  readonly name: AgreedSettingName
  readonly value: string
}

interface AgreedVariables {
  readonly STITCHLOG_RETENTION_DAYS: number
  readonly STITCHLOG_ACCESS_LOG_RETENTION_DAYS?: number
  readonly STITCHLOG_FSYNC: boolean
  readonly STITCHLOG_TOKEN_SECRET?: string | undefined
  readonly KAFKA_PARTITIONS?: number
  readonly CLICKHOUSE_CLUSTER?: string | undefined
}

/** Of the variables of a service of the distributed system, those that all services must share. Keys of a JWKS are nobody's to compare. */
export function agreedSettingsOf(variables: AgreedVariables): OwnSetting[] {
  const secret = variables.STITCHLOG_TOKEN_SECRET
  const values: readonly [AgreedSettingName, string | number | undefined][] = [
    ['retention-days', variables.STITCHLOG_RETENTION_DAYS],
    ['access-log-retention-days', variables.STITCHLOG_ACCESS_LOG_RETENTION_DAYS],
    ['cluster', variables.CLICKHOUSE_CLUSTER ?? ''],
    ['fsync', variables.STITCHLOG_FSYNC ? 'on' : 'off'],
    ['partitions', variables.KAFKA_PARTITIONS],
    ['token-secret', secret === undefined ? undefined : fingerprintOf(secret)],
  ]
  return values.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: String(value) }]))
}

/** Tells secrets apart. 24 bits of a slow hash: too few to find a secret by, whatever one spends on it. */
export function fingerprintOf(secret: string): string {
  return scryptSync(secret, 'stitchlog token secret', 3, { N: 32_768, r: 8, maxmem: 64 * 1024 * 1024 }).toString('hex')
}
