import type { DropReason, RejectReason, StitcherSettings } from '@stitchlog/contracts'
import type { BatchSource, SourceRecord } from '@stitchlog/event-stream'
import { admit, type Ledger, type Span } from '@stitchlog/timeline'
import { decode } from './decode.ts'
import { withIdleTimes } from './idle-times.ts'
import { OpenSpans } from './open-spans.ts'

/** Where records go that no sense can be made of. */
export interface Rejects<R> {
  add(record: R, reason: RejectReason, detail: string): void
  /** Resolves when all that were added are kept safe. */
  flush(): Promise<void>
}

export interface StitcherDependencies<R> {
  /** The ledger by which to decide now. */
  readonly ledger: () => Ledger
  /** Writes the spans as they are at the call; resolves when they are safe. */
  readonly insertSpans: (spans: readonly Span[]) => Promise<void>
  readonly rejects: Rejects<R>
  readonly settings: StitcherSettings
  /** A clock for the age of spans, in milliseconds from anywhere. */
  readonly now: () => number
}

/** Records by what became of them, duplicates included. */
export interface StitcherCounts {
  accepted: number
  readonly dropped: Record<DropReason, number>
}

const dayMs = 86_400_000

/**
 * Reads a source to its end: bytes become events, events points, points spans, and spans are written. Keeps no state that matters: a position
 * is committed only when every admitted point before it is safely stored, so after a crash the source is simply read on from there.
 *
 * @throws what the source, the inserts and the commits throw; what was not committed is read again next time
 */
export async function runStitcher<R extends SourceRecord, Position>(
  source: BatchSource<R, Position>,
  { ledger, insertSpans, rejects, settings, now }: StitcherDependencies<R>,
  counts: StitcherCounts = createStitcherCounts(),
): Promise<StitcherCounts> {
  const openSpans = new OpenSpans(settings.maxOpenSpans)
  const retentionMs = settings.retentionDays * dayMs
  let positions: Position[] = []
  let rejectedCount = 0
  let oldestAt = 0

  for await (const batch of withIdleTimes(source.batches(), settings.maxFlushAgeMs)) {
    if (batch !== 'idle') {
      if (positions.length === 0) oldestAt = now()
      for (const record of batch.records) take(record)
      positions.push(batch.position)
    }
    const isFull = openSpans.unflushedCount + rejectedCount >= settings.maxUnflushedSpans
    const isOld = positions.length > 0 && now() - oldestAt >= settings.maxFlushAgeMs
    if (isFull || isOld) await flushThenCommit()
  }
  await flushThenCommit()
  return counts

  function take(record: R): void {
    const decoded = decode(record)
    if (decoded.outcome === 'rejected') {
      counts.dropped[decoded.reason]++
      rejects.add(record, decoded.reason, decoded.detail)
      rejectedCount++
      return
    }
    const admission = admit(decoded.event, ledger(), retentionMs)
    if (admission.outcome === 'dropped') {
      counts.dropped[admission.reason]++
      return
    }
    counts.accepted++
    openSpans.add(admission.point)
  }

  async function flushThenCommit(): Promise<void> {
    // The order is the promise: what a committed position covers is stored.
    await Promise.all([insertSpans(openSpans.takeUnflushed()), rejects.flush()])
    await source.commit(positions)
    positions = []
    rejectedCount = 0
  }
}

export function createStitcherCounts(): StitcherCounts {
  return { accepted: 0, dropped: { malformed: 0, 'unknown-time-zone': 0, future: 0, expired: 0, erased: 0, 'not-tracked': 0 } }
}
