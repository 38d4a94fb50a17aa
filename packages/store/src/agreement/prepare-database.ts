import { randomUUID } from 'node:crypto'
import { ExplainedError } from '@stitchlog/contracts'
import { retentionCutoffs } from '@stitchlog/timeline'
import { isClickHouseError } from '../engine/is-click-house-error.ts'
import type { Store } from '../engine/store.ts'
import { readFoldedLedger } from '../ledger/read-folded-ledger.ts'
import { isDatabaseUser, missingPrivileges } from '../privileges/missing-privileges.ts'
import { privilegesOf } from '../privileges/service-privileges.ts'
import { countExpired } from '../removal/count-expired.ts'
import { lostTables, refuseLost } from '../schema/lost-tables.ts'
import { migrate } from '../schema/migrate.ts'
import { refuseWhileRestoring } from '../schema/refuse-while-restoring.ts'
import { setWriteThrough } from '../schema/set-write-through.ts'
import { hasAgreedSettings, offerSetting, readAgreedSettings, type StoredSetting } from './agreed-settings.ts'
import type { OwnSetting } from './agreed-settings-of.ts'
import { agreedSettings } from './agreed-variables.ts'

/** A process and its values of the shared settings. */
export interface ProcessSettings {
  readonly service: string
  readonly settings: readonly OwnSetting[]
  /** Whether inserts reach the disk before they are confirmed. */
  readonly writesThrough: boolean
  readonly now: () => number
}

/** A sweep may be up to 17 hours late, and later after an outage. */
const overdueMs = 7 * 86_400_000

/**
 * The first step of a process with a database: checks that its settings equal those of all others, brings the schema up to date, and stores the
 * settings that no process has stored yet. Several processes may call this at once, and it may be interrupted anywhere.
 *
 * @returns the migrations of a later version, which this one does not know and can work with
 * @throws ExplainedError `settings-differ`; if the difference was known before, nothing is changed. `store-unavailable` if the schema is older and this user
 *   may not change it, if tables of it are gone, if a later version has made it unusable, or if this user lacks a privilege that the service needs
 */
export async function prepareDatabase(store: Store, own: ProcessSettings): Promise<readonly string[]> {
  await refuseMissingPrivileges(store, own)
  // Before the schema: a process that does not know the cluster would change one node only.
  await refuseKnownDifference(store, own)
  await refuseWhileRestoring(store)
  await refuseLostTables(store, own)
  const newer = await migrate(store).catch(explainOldSchema)
  const stored = await readAgreedSettings(store)
  // All processes use the same order, one setting at a time. So the process that wins the first differing setting also wins the others, and one can
  // start.
  const order = Object.keys(agreedSettings)
  for (const setting of own.settings.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))) {
    if (stored.has(setting.name)) continue
    if (setting.name === 'retention-days') await refuseSuddenExpiry(store, setting, own)
    const offer = { ...setting, revision: 0, setBy: own.service, setAt: own.now() }
    refuseDifference([setting], new Map([[setting.name, await offerSetting(store, offer)]]))
  }
  if (!stored.has('installation'))
    await offerSetting(store, { name: 'installation', value: randomUUID(), revision: 0, setBy: own.service, setAt: own.now() })
  await checkAgreedSettings(store, own)
  await setWriteThrough(store, own.writesThrough)
  return newer
}

/**
 * Checks that a running process still has the same settings as all others, in case they were changed meanwhile. Cheap: one small read.
 *
 * @throws ExplainedError `settings-differ`; the error of ClickHouse if the node that answers has no tables yet
 */
export async function checkAgreedSettings(store: Store, { settings }: Pick<ProcessSettings, 'settings'>): Promise<void> {
  refuseDifference(settings, await readAgreedSettings(store))
}

/** The same before the schema is up to date: on a new database nothing is known, nor on a node that was just added to a cluster. */
async function refuseKnownDifference(store: Store, { settings }: ProcessSettings): Promise<void> {
  if (!(await hasAgreedSettings(store))) return
  try {
    refuseDifference(settings, await readAgreedSettings(store))
  } catch (error) {
    // Each request may reach another node.
    if (!isClickHouseError(error, 'UNKNOWN_TABLE')) throw error
  }
}

/** Before anything is read or written: tables that a user may not see look as if they were not there, and what it may not write shows when it first tries. */
async function refuseMissingPrivileges(store: Store, { service }: ProcessSettings): Promise<void> {
  if (!isDatabaseUser(service)) return
  const missing = await missingPrivileges(store, service)
  if (missing.length === 0) return
  throw new ExplainedError(
    'store-unavailable',
    `the user of ClickHouse lacks privileges that ${service} needs: ${missing.join('; ')} (see infra/clickhouse/grants.sql)`,
  )
}

/** To make tables again that were lost, empty, would hide it. A user sees only those for which it has a privilege. */
async function refuseLostTables(store: Store, { service }: ProcessSettings): Promise<void> {
  const lost = await lostTables(store)
  const visible = isDatabaseUser(service) ? privilegesOf(service, store.cluster !== undefined).map(({ on }) => on) : ['*']
  refuseLost(lost.filter((table) => visible.includes('*') || visible.includes(table)))
}

function explainOldSchema(error: unknown): never {
  if (!isClickHouseError(error, 'ACCESS_DENIED')) throw error
  throw new ExplainedError(
    'store-unavailable',
    'the schema of this database is older than this version, and the user of ClickHouse may not change it: run npm run migrate as one who may',
    { cause: error },
  )
}

function refuseDifference(settings: readonly OwnSetting[], stored: ReadonlyMap<string, StoredSetting>): void {
  const complaints = settings.flatMap((own) => {
    const holding = stored.get(own.name)
    return holding === undefined || holding.value === own.value ? [] : [complaintOf(own, holding)]
  })
  if (complaints.length > 0) throw new ExplainedError('settings-differ', complaints.join('; '))
}

function complaintOf({ name, value }: OwnSetting, holding: StoredSetting): string {
  const variable = agreedSettings[name]
  const since = `since ${new Date(holding.setAt).toISOString()}, set by ${holding.setBy}`
  // Shows nothing of a secret, not even its fingerprint.
  if (name === 'token-secret')
    return `${variable} is not the secret that all services of this database share (${since}); npm run settings -- --token-secret changes it for all`
  const shown = (text: string) => (text === '' ? 'not set' : text)
  const change = name === 'consumer-group' ? '' : `; npm run settings -- --${name} ${value === '' ? "''" : value} changes it for all`
  return `${variable} is ${shown(value)} here, but ${shown(holding.value)} in all services of this database (${since})${change}`
}

/** If no retention is stored yet, as before this version, a mistake of the first process would delete what all others kept. */
async function refuseSuddenExpiry(store: Store, { value }: OwnSetting, { now }: ProcessSettings): Promise<void> {
  const { ledger } = await readFoldedLedger(store)
  const { spans } = await countExpired(store, retentionCutoffs(ledger, now() - overdueMs, Number(value), Number.POSITIVE_INFINITY))
  if (spans === 0) return
  throw new ExplainedError(
    'settings-differ',
    `STITCHLOG_RETENTION_DAYS is ${value} here, and ${spans} stored spans are much older than that; if that is intended, run npm run settings -- --retention-days ${value}`,
  )
}
