import type { StreamAlarmKind } from '@stitchlog/contracts'
import type { LogMark } from './log-mark.ts'

/** What became of a partition behind the back of its readers. */
export interface LogAnomaly {
  readonly kind: StreamAlarmKind
  readonly partition: number
  /** Where reading was to go on. */
  readonly expectedOffset: bigint
  /** Where it goes on. */
  readonly readFrom: bigint
}

/** Where to read a partition from. */
export interface StartingPoint {
  readonly next: bigint
  /** A record below `next` that has to be found again first. */
  readonly proof?: LogMark
  readonly anomaly?: StreamAlarmKind
  /** Where reading was to go on, where there is an anomaly. */
  readonly expected?: bigint
}

export interface KnownPartition {
  /** The committed offset and the record before it, where there are any. */
  readonly committed: { readonly offset: bigint; readonly mark: LogMark | undefined } | undefined
  /** What this process has committed itself. */
  readonly lastCommitted: bigint | undefined
  /** The first offset that the log has, and the one after its last. */
  readonly low: bigint
  readonly high: bigint
}

/** Positions belong to a log: one is gone on from only where the log still is the one that it was taken in. */
export function startingPoint({ committed, lastCommitted, low, high }: KnownPartition): StartingPoint {
  if (committed === undefined) {
    // Brokers forget positions together with their topic.
    return lastCommitted === undefined ? { next: low } : { next: low, anomaly: 'log-replaced', expected: lastCommitted }
  }
  const { offset, mark } = committed
  if (offset > high) return { next: low, anomaly: 'log-replaced', expected: offset }
  if (offset < low) return { next: low, anomaly: 'records-gone', expected: offset }
  // Without it nothing can be compared: its record is deleted, or an earlier version committed the position.
  if (mark === undefined || mark.offset < low || mark.offset >= offset) return { next: offset }
  return { next: offset, proof: mark }
}
