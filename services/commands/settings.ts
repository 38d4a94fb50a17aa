import { ExplainedError } from '@stitchlog/contracts'
import {
  type AgreedSettingName,
  agreedSettings,
  countExpired,
  hasAgreedSettings,
  type OwnSetting,
  offerSetting,
  readAgreedSettings,
  readFoldedLedger,
  type Store,
  type StoredSetting,
} from '@stitchlog/store'
import { formatUtc, retentionCutoffs } from '@stitchlog/timeline'
import type { SettingsCommandConfig } from './settings-config.ts'

/**
 * Shows the settings that all processes of a database must share, or changes one of them. First it prints what will be deleted because of the change.
 * The rollup deletes it, once it is started with the new value.
 *
 * @returns whether the request was carried out
 * @throws ExplainedError `store-unavailable` if no process has stored any setting yet, `settings-differ` if another change came first
 */
export async function runSettingsCommand(
  store: Store,
  { change, isConfirmed }: SettingsCommandConfig,
  now: () => number,
  print: (line: string) => void,
): Promise<boolean> {
  if (!(await hasAgreedSettings(store)))
    throw new ExplainedError('store-unavailable', 'this database has no settings yet: the first service that starts on it stores them')
  const stored = await readAgreedSettings(store)
  if (change === undefined) {
    for (const name of namesIn(stored)) print(describe(name, stored.get(name)))
    return true
  }
  const variable = agreedSettings[change.name]
  const holding = stored.get(change.name)
  if (holding?.value === change.value) {
    print(`${variable} is ${shown(change.name, change.value)} already`)
    return true
  }
  const from = holding === undefined ? '' : `from ${shown(change.name, holding.value)} `
  print(`${variable}: ${from}to ${shown(change.name, change.value)}`)
  for (const line of await consequencesOf(store, change, holding, now())) print(line)
  if (!isConfirmed) {
    print('Nothing is changed yet: add --confirm to change it')
    return false
  }
  const offer = { ...change, revision: (holding?.revision ?? -1) + 1, setBy: 'npm run settings', setAt: now() }
  const { value } = await offerSetting(store, offer)
  if (value !== change.value)
    throw new ExplainedError('settings-differ', `${variable} was changed by somebody else at the same time; this command has changed nothing`)
  print('The new value is stored. Restart all services with it: running services continue with the old value, and none starts with the old one')
  return true
}

/** The names in the order of agreement. */
function* namesIn(stored: ReadonlyMap<AgreedSettingName, StoredSetting>): Generator<AgreedSettingName> {
  let name: AgreedSettingName
  for (name in agreedSettings) if (stored.has(name)) yield name
}

function describe(name: AgreedSettingName, setting: StoredSetting | undefined): string {
  if (setting === undefined) return `${agreedSettings[name]}: not set`
  return `${agreedSettings[name]}: ${shown(name, setting.value)}, since ${formatUtc(setting.setAt)}, set by ${setting.setBy}`
}

const shown = (name: AgreedSettingName, value: string) => (name === 'token-secret' ? 'a secret' : value === '' ? 'none' : value)

async function consequencesOf(store: Store, { name, value }: OwnSetting, holding: OwnSetting | undefined, now: number): Promise<string[]> {
  if (name !== 'retention-days' && name !== 'access-log-retention-days') return []
  const isShorter = holding === undefined || Number(value) < Number(holding.value)
  if (!isShorter) return ['Nothing is deleted. Data past the old retention is gone already, or may be deleted until the rollup is restarted']
  const never = Number.POSITIVE_INFINITY
  const { ledger } = await readFoldedLedger(store)
  if (name === 'access-log-retention-days') {
    const cutoffs = retentionCutoffs(ledger, now, never, Number(value))
    const { accessLog } = await countExpired(store, cutoffs)
    return [`Entries of the access log from before ${formatUtc(cutoffs.ofAccessLog)} will be deleted: ${accessLog} rows`]
  }
  const cutoffs = retentionCutoffs(ledger, now, Number(value), never)
  const { spans, userDays } = await countExpired(store, cutoffs)
  return [
    `Activity from before ${formatUtc(cutoffs.ofOthers)} will be deleted, in all networks without their own retention:`,
    `  session_spans  ${spans} rows`,
    `  user_days      ${userDays} rows`,
  ]
}
