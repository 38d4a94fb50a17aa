import { ExplainedError } from '@stitchlog/contracts'
import { foldLedger, retentionCutoffs } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { readTrackingChanges } from '../ledger/read-tracking-changes.ts'
import { countExpired } from '../removal/count-expired.ts'
import { migrate } from '../schema/migrate.ts'
import { setWriteThrough } from '../schema/set-write-through.ts'
import { hasAgreedSettings, offerSetting, readAgreedSettings, type StoredSetting } from './agreed-settings.ts'
import type { OwnSetting } from './agreed-settings-of.ts'
import { agreedSettings } from './agreed-variables.ts'

/** A process, and what it is set to of what all must share. */
export interface ProcessSettings {
  readonly service: string
  readonly settings: readonly OwnSetting[]
  /** Whether inserts reach the disk before they are confirmed. */
  readonly writesThrough: boolean
  readonly now: () => number
}

/** A sweep is up to 17 hours late, more after an outage. */
const overdueMs = 7 * 86_400_000

/**
 * The first thing that a process does with a database: sees that it is set as all others are, brings the schema up to date, and has what
 * nobody has set yet hold for all from now on. May be called by several processes at once, and cut off anywhere.
 *
 * @throws ExplainedError `settings-differ`, before anything is changed where that was known before
 */
export async function prepareDatabase(store: Store, own: ProcessSettings): Promise<void> {
  // Before the schema: a process that does not know of the cluster would change one node.
  await checkAgreedSettings(store, own)
  await migrate(store)
  const stored = await readAgreedSettings(store)
  // In one order for all, each before the next: so whoever gets the first one in which they differ also gets the others, and somebody starts.
  const order = Object.keys(agreedSettings)
  for (const setting of own.settings.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))) {
    if (stored.has(setting.name)) continue
    if (setting.name === 'retention-days') await refuseSuddenExpiry(store, setting, own)
    const offer = { ...setting, revision: 0, setBy: own.service, setAt: own.now() }
    refuseDifference([setting], new Map([[setting.name, await offerSetting(store, offer)]]))
  }
  await checkAgreedSettings(store, own)
  await setWriteThrough(store, own.writesThrough)
}

/**
 * Sees that a running process is still set as all others are, after a change that it does not know of. Cheap: one small read.
 *
 * @throws ExplainedError `settings-differ`
 */
export async function checkAgreedSettings(store: Store, { settings }: Pick<ProcessSettings, 'settings'>): Promise<void> {
  if (await hasAgreedSettings(store)) refuseDifference(settings, await readAgreedSettings(store))
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
  // Nothing of a secret, not even what it is compared by.
  if (name === 'token-secret')
    return `${variable} is not the secret that all services of this database share (${since}); npm run settings -- --token-secret changes it for all`
  const shown = (text: string) => (text === '' ? 'not set' : text)
  const change = name === 'consumer-group' ? '' : `; npm run settings -- --${name} ${value === '' ? "''" : value} changes it for all`
  return `${variable} is ${shown(value)} here, but ${shown(holding.value)} in all services of this database (${since})${change}`
}

/** Where nobody has set a retention yet, as before this version, a slip of the first process would delete what all others kept. */
async function refuseSuddenExpiry(store: Store, { value }: OwnSetting, { now }: ProcessSettings): Promise<void> {
  const ledger = foldLedger((await readTrackingChanges(store)).entries)
  const { spans } = await countExpired(store, retentionCutoffs(ledger, now() - overdueMs, Number(value), Number.POSITIVE_INFINITY))
  if (spans === 0) return
  throw new ExplainedError(
    'settings-differ',
    `STITCHLOG_RETENTION_DAYS is ${value} here, and ${spans} stored spans are much older than that; where it is right all the same, say so with npm run settings -- --retention-days ${value}`,
  )
}
