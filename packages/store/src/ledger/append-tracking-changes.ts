import type { TrackingChange } from '@stitchlog/contracts'
import type { Store } from '../engine/store.ts'
import { instantField, nullField, textField } from '../sql/tab-separated.ts'

/**
 * A tracking change, its place (of several at one instant the one with the greater id, by code unit, counts later) and the subject of the token
 * that asked for it.
 */
export type LedgerEntry = TrackingChange & { readonly changeId: string; readonly changedBy?: string }

const columns = [
  'network_id',
  'at',
  'change_id',
  'change',
  'user_id',
  'mobile_timeout_seconds',
  'web_timeout_seconds',
  'retention_days',
  'changed_by',
]

/** Appends to the ledger. Appending an entry again does no harm. */
export async function appendTrackingChanges({ insertRows }: Store, entries: readonly LedgerEntry[]): Promise<void> {
  await insertRows('tracking_ledger', columns, Buffer.from(entries.map(rowOf).join('')))
}

function rowOf(entry: LedgerEntry): string {
  const timeouts = entry.change === 'on' ? entry.inactivityTimeoutSeconds : undefined
  const fields = [
    textField(entry.networkId),
    instantField(entry.at),
    textField(entry.changeId),
    entry.change,
    entry.change === 'erase' ? textField(entry.userId ?? '') : '',
    timeouts?.mobile ?? nullField,
    timeouts?.web ?? nullField,
    entry.change === 'retention' ? entry.days : nullField,
    entry.changedBy === undefined ? nullField : textField(entry.changedBy),
  ]
  return `${fields.join('\t')}\n`
}
