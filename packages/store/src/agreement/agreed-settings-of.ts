import { scryptSync } from 'node:crypto'
import type { ClickHouseServer } from '../engine/http-store.ts'
import type { AgreedSettingName } from './agreed-variables.ts'

/** What a process is set to, as text; of a secret only its fingerprint. */
export interface OwnSetting {
  readonly name: AgreedSettingName
  readonly value: string
}

interface AgreedConfiguration {
  readonly retentionDays: number
  readonly accessLogRetentionDays?: number
  readonly writesThrough: boolean
  readonly clickHouse?: Pick<ClickHouseServer, 'cluster'>
  readonly topics?: { readonly partitions: number }
  readonly tokenKeys?: { readonly secret: string } | { readonly jwksUrl: URL }
}

/** Of the configuration of a service of the distributed system, what all services must share. Keys of a JWKS are nobody's to compare. */
export function agreedSettingsOf(configuration: AgreedConfiguration): OwnSetting[] {
  const { retentionDays, accessLogRetentionDays, writesThrough, clickHouse, topics, tokenKeys } = configuration
  const values: readonly [AgreedSettingName, string | number | undefined][] = [
    ['retention-days', retentionDays],
    ['access-log-retention-days', accessLogRetentionDays],
    ['cluster', clickHouse?.cluster ?? ''],
    ['fsync', writesThrough ? 'on' : 'off'],
    ['partitions', topics?.partitions],
    ['token-secret', tokenKeys !== undefined && 'secret' in tokenKeys ? fingerprintOf(tokenKeys.secret) : undefined],
  ]
  return values.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: String(value) }]))
}

/** Tells secrets apart. 24 bits of a slow hash: too few to find a secret by, whatever one spends on it. */
export function fingerprintOf(secret: string): string {
  return scryptSync(secret, 'stitchlog token secret', 3, { N: 32_768, r: 8, maxmem: 64 * 1024 * 1024 }).toString('hex')
}
