import type { AccessKind } from '@stitchlog/contracts'
import type { Store } from '../engine/store.ts'
import type { DateRange } from '../sessions/read-session-parts.ts'
import { instantField, nullField, textField } from '../sql/tab-separated.ts'
import { accessLogColumns } from './access-log-columns.ts'

/** One read of activity. */
export interface AccessLogEntry {
  /** Epoch milliseconds. */
  readonly occurredAt: number
  readonly networkId: string
  /** undefined: a read of the whole network. */
  readonly userId: string | undefined
  /** The subject of the reader's token. */
  readonly reader: string
  /** Erasures are not stored here; they are listed from the ledger. */
  readonly kind: Exclude<AccessKind, 'erasure'>
  /** The dates that were shown, if the read was for a range of dates. */
  readonly range: DateRange | undefined
  /** A UUID that distinguishes reads of the same instant. */
  readonly readId: string
}

/** Stores entries; resolves when they are stored. An entry that is stored twice shows once, with its narrowest range. */
export async function insertAccessLog({ insertRows }: Pick<Store, 'insertRows'>, entries: readonly AccessLogEntry[]): Promise<void> {
  await insertRows('access_log', [...accessLogColumns], Buffer.from(entries.map(rowOf).join('')))
}

function rowOf({ occurredAt, networkId, userId, reader, kind, range, readId }: AccessLogEntry): string {
  const dates = `${range?.from ?? nullField}\t${range?.to ?? nullField}`
  return `${instantField(occurredAt)}\t${textField(networkId)}\t${textField(userId ?? '')}\t${textField(reader)}\t${kind}\t${dates}\t${readId}\n`
}
