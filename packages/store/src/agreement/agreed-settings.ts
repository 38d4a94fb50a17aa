import { defaultAccessLogRetentionDays, defaultRetentionDays } from '@stitchlog/contracts'
import { InsertQuorum } from '../engine/insert-quorum.ts'
import type { Store } from '../engine/store.ts'
import { hasTable } from '../schema/has-table.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import type { OwnSetting } from './agreed-settings-of.ts'
import { type AgreedSettingName, agreedSettings } from './agreed-variables.ts'

/** A setting as it holds for all processes. */
export interface StoredSetting extends OwnSetting {
  /** 0 as it was set first; one more with each change. */
  readonly revision: number
  /** The service, or command, that set it. */
  readonly setBy: string
  /** Epoch milliseconds, by its clock. */
  readonly setAt: number
}

type Row = [name: string, revision: number, value: string, setBy: string, setAt: number]

/** What holds, by name; nothing where no process of this version has started yet. Settings of later versions are passed over. */
export async function readAgreedSettings({ ledgerQueries }: Pick<Store, 'ledgerQueries'>): Promise<Map<AgreedSettingName, StoredSetting>> {
  const rows = await ledgerQueries.selectRows<Row>(`
      SELECT name, revision, value, set_by, toUnixTimestamp64Milli(set_at)
      FROM agreed_settings
      ORDER BY name, revision DESC, set_at, value, set_by
      LIMIT 1 BY name`)
  const stored = new Map<AgreedSettingName, StoredSetting>()
  for (const [name, revision, value, setBy, setAt] of rows) {
    if (isAgreedSettingName(name)) stored.set(name, { name, revision, value, setBy, setAt })
  }
  return stored
}

const isAgreedSettingName = (name: string): name is AgreedSettingName => Object.hasOwn(agreedSettings, name)

/** Whether the table is there; it is not before the first start of this version. */
export const hasAgreedSettings = (store: Pick<Store, 'ledgerQueries' | 'cluster'>): Promise<boolean> => hasTable(store, 'agreed_settings')

/**
 * Offers a value as a revision of a setting and tells what that revision has become: of several offers at once the database takes one, and drops
 * the others because of their token.
 */
export async function offerSetting(store: Pick<Store, 'ledgerQueries' | 'cluster'>, offer: StoredSetting): Promise<StoredSetting> {
  const { name, revision, value, setBy, setAt } = offer
  const quorum = store.cluster === undefined ? {} : await new InsertQuorum(store.ledgerQueries, store.cluster).settingsFor('agreed_settings')
  const settings = { ...quorum, insert_deduplicate: 1, insert_deduplication_token: `${name} ${revision}` }
  await store.ledgerQueries.execute(`
      INSERT INTO agreed_settings (name, revision, value, set_by, set_at)
      SETTINGS ${Object.entries(settings)
        .map(([setting, of]) => `${setting} = '${of}'`)
        .join(', ')}
      SELECT '${name}', ${revision}, ${sqlText(value)}, ${sqlText(setBy)}, ${sqlInstant(setAt)}`)
  const holding = (await readAgreedSettings(store)).get(name)
  if (holding === undefined) throw new Error(`the setting ${name} was stored and cannot be read`)
  return holding
}

/** The id of the installation whose database this is; its backups and its ledger export have it too. Undefined before the first start of this version. */
export async function readInstallation(store: Pick<Store, 'ledgerQueries' | 'cluster'>): Promise<string | undefined> {
  if (!(await hasAgreedSettings(store))) return undefined
  return (await readAgreedSettings(store)).get('installation')?.value
}

/** The retentions that all processes share, in days; the defaults where no process has said them. */
export async function readAgreedRetentions(
  store: Pick<Store, 'ledgerQueries'>,
): Promise<{ readonly retentionDays: number; readonly accessLogRetentionDays: number }> {
  const stored = await readAgreedSettings(store)
  return {
    retentionDays: Number(stored.get('retention-days')?.value ?? defaultRetentionDays),
    accessLogRetentionDays: Number(stored.get('access-log-retention-days')?.value ?? defaultAccessLogRetentionDays),
  }
}
