import { setTimeout } from 'node:timers/promises'
import type { DropReason, RejectReason, StitcherSettings } from '@stitchlog/contracts'
import type { BatchSource, SourceRecord } from '@stitchlog/event-stream'
import { admit, type Ledger, type ReceivedEvent, type Span } from '@stitchlog/timeline'
import { type Decoded, decode } from './decode.ts'
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

interface Held<R> {
  readonly record: R
  readonly decoded: Decoded
  /** The ledger has to be known up to here. */
  receivedAt: number
}

const dayMs = 86_400_000

/** How long to let time pass before the ledger is read again for what came just now. */
const rereadPauseMs = 100

/**
 * Reads a source to its end: bytes become events, events points, points spans, and spans are written. Keeps no state that matters: a position
 * is committed only when every admitted point before it is safely stored, so after a crash the source is simply read on from there.
 *
 * A record is decided on once the ledger is known that holds for it; until then it is held back, and its position with it. While one flush
 * is under way, reading goes on.
 *
 * @throws what the source, the ledger, the inserts and the commits throw; what was not committed is read again next time
 */
export async function runStitcher<R extends SourceRecord, Position>(
  source: BatchSource<R, Position>,
  { ledger, insertSpans, rejects, settings, now, onTurn = () => {}, onAcceptedExpired = () => {}, pause = setTimeout }: StitcherDependencies<R>,
  counts: StitcherCounts = createStitcherCounts(),
): Promise<StitcherCounts> {
  const openSpans = new OpenSpans(settings.maxOpenSpans)
  const retentionMs = settings.retentionDays * dayMs
  let held: Held<R>[] = []
  /** Positions of batches, with how many of the held records precede each. */
  let positions: { readonly position: Position; heldBefore: number }[] = []
  let rejectedCount = 0
  let oldestAt = 0
  let flushing = Promise.resolve()
  let failure: { readonly error: unknown } | undefined

  for await (const batch of withIdleTimes(source.batches(), settings.maxFlushAgeMs)) {
    onTurn()
    if (failure !== undefined) throw failure.error
    if (batch !== 'idle') {
      if (positions.length === 0) oldestAt = now()
      for (const record of batch.records) take(record, batch.receivedNoLaterThan)
      positions.push({ position: batch.position, heldBefore: held.length })
    }
    const isFull = openSpans.unflushedCount + rejectedCount >= settings.maxUnflushedSpans
    const isOld = positions.length > 0 && now() - oldestAt >= settings.maxFlushAgeMs
    if (isFull || isOld) await flushThenCommit()
    while (held.length >= settings.maxHeldEvents) await waitForLedger()
  }
  while (held.length > 0) await waitForLedger()
  await flushThenCommit()
  await flushing
  return counts

  function take(record: R, receivedNoLaterThan = Number.POSITIVE_INFINITY): void {
    const decoded = decode(record)
    // It was received before we have it, whatever its sender's clock says.
    const receivedAt = Math.min(decoded.receivedAt, receivedNoLaterThan)
    if (held.length === 0 && receivedAt <= ledger.knownUntil) decide(record, decoded)
    else held.push({ record, decoded, receivedAt })
  }

  function decide(record: R, decoded: Decoded): void {
    if (decoded.outcome === 'rejected') {
      const { reason, detail } = decoded
      counts.dropped[reason]++
      rejects.add({ record, reason, detail, mayKeepContent: mayKeepContent(decoded, ledger.ledger) })
      rejectedCount++
      return
    }
    const admission = admit(decoded.event, ledger.ledger, retentionMs)
    if (admission.outcome === 'dropped') {
      counts.dropped[admission.reason]++
      if (admission.reason === 'expired' && decoded.wasAccepted) onAcceptedExpired(decoded.event, ledger.ledger)
      return
    }
    counts.accepted++
    openSpans.add(admission.point)
  }

  /** Decides on what was held back, as far as the ledger is known by now. */
  async function decideHeld(): Promise<void> {
    if (held.length === 0) return
    // Where the clock was set back since, what is here by now was received by now all the same: it does not wait for the clock to catch up.
    const receivedNoLaterThan = ledger.now()
    for (const record of held) record.receivedAt = Math.min(record.receivedAt, receivedNoLaterThan)
    await ledger.refresh()
    const firstUnknown = held.findIndex(({ receivedAt }) => receivedAt > ledger.knownUntil)
    const decidable = firstUnknown === -1 ? held : held.slice(0, firstUnknown)
    for (const { record, decoded } of decidable) decide(record, decoded)
    held = held.slice(decidable.length)
    for (const position of positions) position.heldBefore -= decidable.length
  }

  async function flushThenCommit(): Promise<void> {
    await decideHeld()
    await flushing
    // What spans hold belongs to positions up to here, so these may be committed after it, and no others.
    const done = positions.filter(({ heldBefore }) => heldBefore <= 0)
    positions = positions.slice(done.length)
    oldestAt = now()
    rejectedCount = 0
    flushing = storeThenCommit(
      insertSpans(openSpans.takeUnflushed()),
      done.map(({ position }) => position),
    )
    // Whoever waits for it next hears of its failure; where nobody does because nothing comes, the next turn does.
    flushing.catch((error: unknown) => {
      failure = { error }
    })
  }

  async function storeThenCommit(inserting: Promise<void>, done: readonly Position[]): Promise<void> {
    // The order is the promise: what a committed position covers is stored.
    await Promise.all([inserting, rejects.flush()])
    if (done.length > 0) await source.commit(done)
  }

  async function waitForLedger(): Promise<void> {
    onTurn()
    await flushThenCommit()
    if (held.length > 0) await pause(rereadPauseMs)
  }
}

export function createStitcherCounts(): StitcherCounts {
  return { accepted: 0, dropped: { malformed: 0, 'unknown-time-zone': 0, future: 0, expired: 0, erased: 0, 'not-tracked': 0 } }
}
