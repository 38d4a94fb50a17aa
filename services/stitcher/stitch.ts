import { setTimeout } from 'node:timers/promises'
import type { DropReason, RejectReason, StitcherSettings } from '@stitchlog/contracts'
import type { Batch, BatchSource, SourceRecord } from '@stitchlog/event-stream'
import { admitTo, type Ledger, originOf, type ReceivedEvent, type ReusedPoint } from '@stitchlog/timeline'
import { type DecodedEvent, decode, type RejectedContent } from './decode.ts'
import { EventReader } from './event-reader.ts'
import { type Held, HeldRecords } from './held-records.ts'
import { withIdleTimes } from './idle-times.ts'
import { mayKeepContent } from './may-keep-content.ts'
import { OpenSpans, type UnflushedSpans } from './open-spans.ts'

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
  /** Writes the spans, which it reads before it returns; resolves when they are safe. */
  readonly insertSpans: (spans: UnflushedSpans) => Promise<void>
  readonly rejects: Rejects<R>
  readonly settings: StitcherSettings
  /** A clock for the age of spans, in milliseconds from anywhere. */
  readonly now: () => number
  /** Called whenever the stitcher has come round: also when nothing came, and while it waits for the ledger. */
  readonly onTurn?: () => void
  /** Called for an event that ingest has accepted and that is expired all the same, with the ledger that it was judged by. */
  readonly onAcceptedExpired?: (event: ReceivedEvent, ledger: Ledger) => void
  /** Called when points are stored and their positions committed, with their number: records that counted, duplicates included. */
  readonly onStored?: (points: number) => void
  /** Lets so many milliseconds pass before the ledger is looked at again. */
  readonly pause?: (ms: number) => Promise<unknown>
}

/** Records by what became of them, duplicates included. */
export interface StitcherCounts {
  accepted: number
  readonly dropped: Record<DropReason, number>
}

/** Whether ingest has judged it is of use only for what it calls expired. */
type JudgedEvent = ReceivedEvent & Pick<DecodedEvent, 'wasAccepted'>

type Waiting<R> = Held & ({ readonly event: JudgedEvent } | { readonly rejected: RejectedContent; readonly record: R })

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
  {
    ledger,
    insertSpans,
    rejects,
    settings,
    now,
    onTurn = () => {},
    onAcceptedExpired = () => {},
    onStored = () => {},
    pause = setTimeout,
  }: StitcherDependencies<R>,
  counts: StitcherCounts = createStitcherCounts(),
): Promise<StitcherCounts> {
  const retentionMs = settings.retentionDays * dayMs
  const held = new HeldRecords<Waiting<R>, Position>()
  const openSpans = new OpenSpans(settings.maxOpenSpans)
  const reader = new EventReader(openSpans.users)
  /** Of the event that is decided on. */
  const point: ReusedPoint = { ...originOf(reader.event), at: 0.5, periodStart: 0.5, timeoutMs: 0 }
  /** Since the last flush. */
  let rejectedCount = 0
  let rejectedBytes = 0
  let oldestAt = 0
  /** Of the accepted ones: those that a flush has taken. */
  let takenCount = counts.accepted
  /** The flush that is under way, and how the last one failed. */
  let flushing = Promise.resolve()
  let failure: { readonly error: unknown } | undefined

  for await (const batch of withIdleTimes(source.batches(), settings.maxFlushAgeMs)) {
    onTurn()
    if (failure !== undefined) throw failure.error
    if (batch !== 'idle') {
      if (!held.hasPositions) oldestAt = now()
      for (let n = 0; n < batch.records.length; n++) {
        take(batch, n)
        if (rejectedBytes >= maxRejectedBytes) await flush()
        while (held.bytes >= maxRejectedBytes) await waitForLedger()
      }
      // What is held of them is a copy.
      if ('free' in batch.records) batch.records.free()
      held.reach(batch.position)
    }
    const isFull = openSpans.unflushedCount + rejectedCount >= settings.maxUnflushedSpans
    const isWaitedFor = batch !== 'idle' && batch.isWaitedFor === true
    const isOld = held.hasPositions && (isWaitedFor || now() - oldestAt >= settings.maxFlushAgeMs)
    if (isFull || isOld) await flush()
    // All that comes meanwhile is the next batch then, and the next insert.
    if (isWaitedFor) await flushing
    while (held.count >= settings.maxHeldEvents) await waitForLedger()
  }
  while (held.count > 0) await waitForLedger()
  await flush()
  await flushing
  return counts

  /** Decodes a record, and holds it where the ledger is not known yet that holds for it, or others before it are held. */
  function take({ records, receivedNoLaterThan = Number.POSITIVE_INFINITY }: Batch<R, Position>, n: number): void {
    // What was received before we have it needs no later ledger, whatever its sender's clock says.
    if (readUsual(records, n)) {
      const receivedAt = Math.min(reader.event.receivedAt, receivedNoLaterThan)
      if (isKnown(receivedAt)) admit(reader.event, reader.event.user)
      else held.hold({ event: { ...reader.event }, receivedAt, bytes: 0 })
      return
    }
    const record = records.at(n)
    if (record === undefined) return
    const decoded = decode(record)
    const receivedAt = Math.min(decoded.receivedAt, receivedNoLaterThan)
    const waiting: Waiting<R> =
      decoded.outcome === 'event'
        ? { event: { ...decoded.event, wasAccepted: decoded.wasAccepted }, receivedAt, bytes: 0 }
        : // Not with all of its batch, of which it is a part.
          { rejected: decoded, receivedAt, bytes: record.value.length, record: { ...record, value: Buffer.from(record.value) } }
    if (isKnown(receivedAt)) decide(waiting)
    else held.hold(waiting)
  }

  /** @returns whether a record is an event as ingest writes them, which `reader` then has */
  function readUsual(records: Batch<R, Position>['records'], n: number): boolean {
    if ('bytes' in records) return reader.read(records.bytes, records.from(n), records.until(n), records.timestamp(n))
    const record = records[n]
    if (record === undefined || record.unreadable !== undefined) return false
    return reader.read(record.value, 0, record.value.length, record.timestamp ?? Number.POSITIVE_INFINITY)
  }

  function isKnown(receivedAt: number): boolean {
    return held.count === 0 && receivedAt <= ledger.knownUntil
  }

  function decide(waiting: Waiting<R>): void {
    if ('event' in waiting) admit(waiting.event)
    else reject(waiting.rejected, waiting.record)
  }

  /** Admits an event, whose point extends a span of its user, who has a number if he was just read; counts it where it is not admitted. */
  function admit(event: JudgedEvent, user?: number): void {
    const dropped = admitTo(point, event, ledger.ledger, retentionMs)
    if (dropped === undefined) {
      counts.accepted++
      openSpans.add(point, user)
      return
    }
    counts.dropped[dropped]++
    if (dropped === 'expired' && event.wasAccepted) onAcceptedExpired(event, ledger.ledger)
  }

  function reject(rejected: RejectedContent, record: R): void {
    const { reason, detail } = rejected
    counts.dropped[reason]++
    rejects.add({ record, reason, detail, mayKeepContent: mayKeepContent(rejected, ledger.ledger) })
    rejectedCount++
    rejectedBytes += record.value.length
  }

  /** Decides on what was held, as far as the ledger is known by now. */
  async function releaseHeld(): Promise<void> {
    if (held.count === 0) return
    held.receivedNoLaterThan(ledger.now())
    await ledger.refresh()
    for (const waiting of held.release(ledger.knownUntil)) decide(waiting)
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
    const taken = counts.accepted - takenCount
    takenCount = counts.accepted
    flushing = storeThenCommit(insertSpans(openSpans.takeUnflushed()), positions, taken)
    // Whoever waits for it next hears of its failure; where nobody does because nothing comes, the next turn does.
    flushing.catch((error: unknown) => {
      failure = { error }
    })
  }

  async function storeThenCommit(inserting: Promise<void>, positions: readonly Position[], points: number): Promise<void> {
    // The order is the promise: what a committed position covers is stored.
    await Promise.all([inserting, rejects.flush()])
    if (positions.length > 0) await source.commit(positions)
    onStored(points)
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
