import { devices, type TrackingChange, trackingChangeSchema } from '@stitchlog/contracts'
import { instantField, nullField, textField } from '../sql/tab-separated.ts'

/**
 * A tracking change, its id (of several changes at one instant, the one with the greater id, by code unit, counts later) and the subject of the token
 * of the request.
 */
export type LedgerEntry = TrackingChange & { readonly changeId: string; readonly changedBy?: string }

type KeyOf<Change> = Change extends unknown ? keyof Change : never
type ValueOf<Change, Key> = Change extends unknown ? (Key extends keyof Change ? Change[Key] : never) : never

/** Fields that only some kinds of change have. */
type OwnKey = Exclude<KeyOf<TrackingChange>, 'networkId' | 'at' | 'change'>
type OwnFields = { readonly [Key in OwnKey]?: ValueOf<TrackingChange, Key> | undefined }

interface OwnColumns {
  readonly names: readonly string[]
  /** One field of the TabSeparated format for each column. */
  write(entry: { readonly changeId: string } & OwnFields): readonly (string | number)[]
  /** Reads the field from the values of the columns; undefined if it is absent. */
  read(values: readonly unknown[]): unknown
}

/** The columns of each field. A new field does not compile until it has its columns here. */
const ownColumns: { readonly [Key in OwnKey]: OwnColumns } = {
  userId: {
    names: ['user_id'],
    write: ({ userId = '' }) => [textField(userId)],
    read: ([userId]) => (userId === '' ? undefined : userId),
  },
  inactivityTimeoutSeconds: {
    names: devices.map((device) => `${device}_timeout_seconds`),
    write: ({ inactivityTimeoutSeconds: timeouts }) => devices.map((device) => timeouts?.[device] ?? nullField),
    read: (seconds) => Object.fromEntries(devices.map((device, nth) => [device, seconds[nth]]).filter(([, value]) => value !== null)),
  },
  days: {
    names: ['retention_days'],
    write: ({ days = nullField }) => [days],
    read: ([days]) => days ?? undefined,
  },
}

const ownNames = Object.values(ownColumns).flatMap(({ names }) => names)

/** The columns of `tracking_ledger` in the order of `ledgerRowOf`. */
export const ledgerColumns: readonly string[] = ['network_id', 'at', 'change_id', 'change', 'changed_by', ...ownNames]

/** The row of an entry in the TabSeparated format. */
export function ledgerRowOf(entry: LedgerEntry): string {
  const fields = [
    textField(entry.networkId),
    instantField(entry.at),
    textField(entry.changeId),
    entry.change,
    entry.changedBy === undefined ? nullField : textField(entry.changedBy),
    ...Object.values(ownColumns).flatMap(({ write }) => write(entry)),
  ]
  return `${fields.join('\t')}\n`
}

/** The expressions that a query selects from `tracking_ledger` for `ledgerEntryOf`. */
export const selectedLedgerColumns = ['network_id', 'toUnixTimestamp64Milli(at)', 'change_id', 'change', 'changed_by', ...ownNames].join(', ')

export type SelectedLedgerRow = [networkId: string, at: number, changeId: string, change: string, changedBy: string | null, ...own: unknown[]]

/** @throws ZodError if a row is not a valid change */
export function ledgerEntryOf([networkId, at, changeId, change, changedBy, ...values]: SelectedLedgerRow): LedgerEntry {
  const said: Record<string, unknown> = { networkId, at, change }
  let first = 0
  for (const [key, { names, read }] of Object.entries(ownColumns)) {
    const value = read(values.slice(first, first + names.length))
    first += names.length
    if (value !== undefined) said[key] = value
  }
  return { ...trackingChangeSchema.parse(said), changeId, ...(changedBy === null ? {} : { changedBy }) }
}
