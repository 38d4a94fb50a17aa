import { setTimeout } from 'node:timers/promises'
import type { DropReason, RejectReason, StitcherSettings } from '@stitchlog/contracts'
import type { BatchSource, SourceRecord } from '@stitchlog/event-stream'
import { admit, type Ledger, type ReceivedEvent, type Span } from '@stitchlog/timeline'
import { type DecodedEvent, decode, type RejectedContent } from './decode.ts'
import { type Held, HeldRecords } from './held-records.ts'
import { withIdleTimes } from './idle-times.ts'
import { mayKeepContent } from './may-keep-content.ts'
import { OpenSpans } from './open-spans.ts'

/** A record that no sense can be made of. */
export interface Rejected<R> {
  readonly record: R
  readonly reason: RejectReason
  readonly detail: string
  /** False where its network is off, or its user erased: then no more than its count may be kept. */
  readonly mayKeepContent: boolean
}

/** Where records go that no sense can be made of. */
export interface Rejects<R> {
  add(rejected: Rejected<R>): void
  /** Resolves when all that were added are kept safe. */
  flush(): Promise<void>
}

/** The ledger as far as it is known; it grows. */
export interface KnownLedger {
  readonly ledger: Ledger
  /** Whatever was received up to this instant (epoch milliseconds) meets all that it has to in `ledger`. */
  readonly knownUntil: number
  /** The clock that `knownUntil` is told by. It may be set. */
  now(): number
  /** Gets to know more: all that was answered before the call. */
  refresh(): Promise<void>
}

/** A ledger that nobody adds to. */
export const wholeLedger = (ledger: Ledger): KnownLedger => ({
  ledger,
  knownUntil: Number.POSITIVE_INFINITY,
  now: () => Number.POSITIVE_INFINITY,
  refresh: async () => {},
})

export interface StitcherDependencies<R> {
  readonly ledger: KnownLedger
  /** Writes the spans as they are at the call; resolves when they are safe. */
  readonly insertSpans: (spans: readonly Span[]) => Promise<void>
  readonly rejects: Rejects<R>
  readonly settings: StitcherSettings
  /** A clock for the age of spans, in milliseconds from anywhere. */
  readonly now: () => number
  /** Called whenever the stitcher has come round: also when nothing came, and while it waits for the ledger. */
  readonly onTurn?: () => void
  /** Called for an event that ingest has accepted and that is expired all the same, with the ledger that it was judged by. */
  readonly onAcceptedExpired?: (event: ReceivedEvent, ledger: Ledger) => void
  /** Lets so many milliseconds pass before the ledger is looked at again. */
  readonly pause?: (ms: number) => Promise<unknown>
}

/** Records by what became of them, duplicates included. */
export interface StitcherCounts {
  accepted: number
  readonly dropped: Record<DropReason, number>
}

type Decoding<R> = Held & ({ readonly decoded: DecodedEvent } | { readonly decoded: RejectedContent; readonly record: R })

const dayMs = 86_400_000

/** Of rejected records only so much is kept in memory until it is safe elsewhere. */
const maxRejectedBytes = 16_000_000

/** How long to let time pass before the ledger is read again for what came just now. */
const rereadPauseMs = 100

/**
 * Reads a source to its end. Each record is decoded, held until the ledger is known that holds for it, and admitted; its point extends a span; spans are
 * flushed, and positions committed. Keeps no state that matters: a position is committed only when every admitted point before it is safely stored, so
 * after a crash the source is simply read on from there. While one flush is under way, reading goes on.
 *
 * @throws what the source, the ledger, the inserts and the commits throw; what was not committed is read again next time
 */
export async function runStitcher<R extends SourceRecord, Position>(
  source: BatchSource<R, Position>,
  { ledger, insertSpans, rejects, settings, now, onTurn = () => {}, onAcceptedExpired = () => {}, pause = setTimeout }: StitcherDependencies<R>,
  counts: StitcherCounts = createStitcherCounts(),
): Promise<StitcherCounts> {
  const retentionMs = settings.retentionDays * dayMs
  const held = new HeldRecords<Decoding<R>, Position>()
  const openSpans = new OpenSpans(settings.maxOpenSpans)
  /** Since the last flush. */
  let rejectedCount = 0
  let rejectedBytes = 0
  let oldestAt = 0
  /** The flush that is under way, and how the last one failed. */
  let flushing = Promise.resolve()
  let failure: { readonly error: unknown } | undefined

  for await (const batch of withIdleTimes(source.batches(), settings.maxFlushAgeMs)) {
    onTurn()
    if (failure !== undefined) throw failure.error
    if (batch !== 'idle') {
      if (!held.hasPositions) oldestAt = now()
      for (const record of batch.records) {
        take(record, batch.receivedNoLaterThan)
        if (rejectedBytes >= maxRejectedBytes) await flush()
        while (held.bytes >= maxRejectedBytes) await waitForLedger()
      }
      held.reach(batch.position)
    }
    const isFull = openSpans.unflushedCount + rejectedCount >= settings.maxUnflushedSpans
    const isOld = held.hasPositions && now() - oldestAt >= settings.maxFlushAgeMs
    if (isFull || isOld) await flush()
    while (held.count >= settings.maxHeldEvents) await waitForLedger()
  }
  while (held.count > 0) await waitForLedger()
  await flush()
  await flushing
  return counts

  /** Decodes a record, and holds it where the ledger is not known yet that holds for it, or others before it are held. */
  function take(record: R, receivedNoLaterThan = Number.POSITIVE_INFINITY): void {
    const decoded = decode(record)
    // It was received before we have it, whatever its sender's clock says.
    const receivedAt = Math.min(decoded.receivedAt, receivedNoLaterThan)
    const decoding: Decoding<R> =
      decoded.outcome === 'event'
        ? { decoded, receivedAt, bytes: 0 }
        : // Not with all of its batch, of which it is a part.
          { decoded, receivedAt, bytes: record.value.length, record: { ...record, value: Buffer.from(record.value) } }
    if (held.count === 0 && receivedAt <= ledger.knownUntil) decide(decoding)
    else held.hold(decoding)
  }

  /** Admits an event, whose point extends a span; counts whatever is not admitted. */
  function decide(decoding: Decoding<R>): void {
    if ('record' in decoding) {
      const { record, decoded } = decoding
      const { reason, detail } = decoded
      counts.dropped[reason]++
      rejects.add({ record, reason, detail, mayKeepContent: mayKeepContent(decoded, ledger.ledger) })
      rejectedCount++
      rejectedBytes += decoding.bytes
      return
    }
    const { decoded } = decoding
    const admission = admit(decoded.event, ledger.ledger, retentionMs)
    if (admission.outcome === 'dropped') {
      counts.dropped[admission.reason]++
      if (admission.reason === 'expired' && decoded.wasAccepted) onAcceptedExpired(decoded.event, ledger.ledger)
      return
    }
    counts.accepted++
    openSpans.add(admission.point)
  }

  /** Decides on what was held, as far as the ledger is known by now. */
  async function releaseHeld(): Promise<void> {
    if (held.count === 0) return
    held.receivedNoLaterThan(ledger.now())
    await ledger.refresh()
    for (const decoding of held.release(ledger.knownUntil)) decide(decoding)
  }

  /** Begins to flush, after the flush before. */
  async function flush(): Promise<void> {
    await releaseHeld()
    await flushing
    // What spans hold belongs to positions up to here, so these may be committed after it, and no others.
    const positions = held.takePositions()
    oldestAt = now()
    rejectedCount = 0
    rejectedBytes = 0
    flushing = storeThenCommit(insertSpans(openSpans.takeUnflushed()), positions)
    // Whoever waits for it next hears of its failure; where nobody does because nothing comes, the next turn does.
    flushing.catch((error: unknown) => {
      failure = { error }
    })
  }

  async function storeThenCommit(inserting: Promise<void>, positions: readonly Position[]): Promise<void> {
    // The order is the promise: what a committed position covers is stored.
    await Promise.all([inserting, rejects.flush()])
    if (positions.length > 0) await source.commit(positions)
  }

  async function waitForLedger(): Promise<void> {
    onTurn()
    await flush()
    if (held.count > 0) await pause(rereadPauseMs)
  }
}

export function createStitcherCounts(): StitcherCounts {
  return { accepted: 0, dropped: { malformed: 0, 'unknown-time-zone': 0, future: 0, expired: 0, erased: 0, 'not-tracked': 0 } }
}
