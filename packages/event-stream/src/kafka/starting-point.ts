import type { StreamAlarmKind } from '@stitchlog/contracts'
import type { LogMark } from './log-mark.ts'

/** A change of a partition that its readers could not see: a replaced log, or deleted records. */
export interface LogAnomaly {
  readonly kind: StreamAlarmKind
  readonly partition: number
  /** The offset at which reading should have continued. */
  readonly expectedOffset: bigint
  /** The offset at which reading continues. */
  readonly readFrom: bigint
}

/** Where to read a partition from. */
export interface StartingPoint {
  readonly next: bigint
  /** A record below `next` that must be found again first. */
  readonly proof?: LogMark
  readonly anomaly?: StreamAlarmKind
  /** With an anomaly: the offset at which reading should have continued. */
  readonly expected?: bigint
}

export interface KnownPartition {
  /** The committed offset and the record before it, if there are any. */
  readonly committed: { readonly offset: bigint; readonly mark: LogMark | undefined } | undefined
  /** The last offset that this process committed itself. */
  readonly lastCommitted: bigint | undefined
  /** The first offset of the log; `high` is the offset after its last record. */
  readonly low: bigint
  readonly high: bigint
}

/** Decides where to continue. An offset belongs to one log: reading continues from it only if the log is still the same. */
export function startingPoint({ committed, lastCommitted, low, high }: KnownPartition): StartingPoint {
  if (committed === undefined) {
    // Brokers delete committed offsets together with their topic.
    return lastCommitted === undefined ? { next: low } : { next: low, anomaly: 'log-replaced', expected: lastCommitted }
  }
  const { offset, mark } = committed
  if (offset > high) return { next: low, anomaly: 'log-replaced', expected: offset }
  if (offset < low) return { next: low, anomaly: 'records-gone', expected: offset }
  // No usable mark, so nothing to compare: its record was deleted, or an earlier version of Stitchlog committed the offset.
  if (mark === undefined || mark.offset < low || mark.offset >= offset) return { next: offset }
  return { next: offset, proof: mark }
}
