import { scryptSync } from 'node:crypto'
import type { ClickHouseServer } from '../engine/http-store.ts'
import type { AgreedSettingName } from './agreed-variables.ts'

/** A setting of this process as text. A secret is replaced by its fingerprint. */
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

/** The settings that all services of the distributed system must share. Keys of a JWKS are not compared. */
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

/** Distinguishes secrets. 24 bits of a slow hash: too few to find the secret, at any expense. */
export function fingerprintOf(secret: string): string {
  return scryptSync(secret, 'stitchlog token secret', 3, { N: 32_768, r: 8, maxmem: 64 * 1024 * 1024 }).toString('hex')
}
