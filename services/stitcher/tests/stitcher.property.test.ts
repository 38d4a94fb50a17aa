import { stitcherSettingsSchema, type TrackingChange } from '@stitchlog/contracts'
import type { SourceRecord } from '@stitchlog/event-stream'
import { foldLedger, type Span, sessionPartsOf } from '@stitchlog/timeline'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type History, historyArbitrary } from '../../../packages/timeline/tests/arbitraries.ts'
import { naiveTimeline } from '../../../packages/timeline/tests/naive-model.ts'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../../../packages/timeline/tests/seeded-random.ts'
import { inOrder, shownBy } from '../../../packages/timeline/tests/shown.ts'
import { type KnownLedger, runStitcher, wholeLedger } from '../stitch.ts'
import { Crash, CrashingLog } from './crashing-log.ts'

const dayMs = 86_400_000

describe('stitchers', () => {
  test('one to four of them, crashing anywhere and reading on, give what the naive model gives', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary, fc.noShrink(fc.nat()), async (history, seed) => {
        const random = randomFrom(seed)
        const log = new CrashingLog(recordsOf(history, random), 1 + Math.floor(random() * 4), random)
        const stored = await stitchWithCrashes(log, history, random)
        const { parts, days } = naiveTimeline(history.events, history.changes, history.defaultRetentionMs)
        expect(shownBy(sessionPartsOf(stored))).toEqual(inOrder({ parts, days }))
      }),
      propertyParameters(),
    )
  })

  test('decide on each record by the ledger that holds for it, however little of it is known when the record comes', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary, fc.noShrink(fc.nat()), async (history, seed) => {
        const random = randomFrom(seed)
        const log = new CrashingLog(recordsOf(history, random), 2, random)
        const stored: Span[] = []
        const known = {
          ...dependencies(history, stored, random, neverCrash),
          ledger: new LedgerInTime(history.changes, random),
          pause: async () => {},
        }
        const counts = await runStitcher(log.source([0, 1], neverCrash), known)
        const { parts, days, accepted, dropped } = naiveTimeline(history.events, history.changes, history.defaultRetentionMs)
        expect(shownBy(sessionPartsOf(stored))).toEqual(inOrder({ parts, days }))
        expect(counts).toEqual({ accepted, dropped })
        expect(log.isReadToEnd).toBe(true)
      }),
      propertyParameters(),
    )
  })

  test('without a crash each record is counted once', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary, fc.noShrink(fc.nat()), async (history, seed) => {
        const random = randomFrom(seed)
        const log = new CrashingLog(recordsOf(history, random), 3, random)
        const counts = await runStitcher(log.source([0, 1, 2], neverCrash), dependencies(history, [], random, neverCrash))
        const { accepted, dropped } = naiveTimeline(history.events, history.changes, history.defaultRetentionMs)
        expect(counts).toEqual({ accepted, dropped })
        expect(log.isReadToEnd).toBe(true)
      }),
      propertyParameters(),
    )
  })
})

const neverCrash = () => {}

/** Runs rounds of stitchers that crash sooner or later, and a last round that does not. Stored spans survive. */
async function stitchWithCrashes(log: CrashingLog, history: History, random: () => number): Promise<Span[]> {
  const stored: Span[] = []
  for (let round = 0; !log.isReadToEnd; round++) {
    const mayCrash = () => {
      if (round < 5 && random() < 0.05) throw new Crash()
    }
    const stitchers = log.assign(1 + Math.floor(random() * 4)).map(async (partitions) => {
      try {
        await runStitcher(log.source(partitions, mayCrash), dependencies(history, stored, random, mayCrash))
      } catch (error) {
        if (!(error instanceof Crash)) throw error
      }
    })
    await Promise.all(stitchers)
  }
  return stored
}

function dependencies(history: History, stored: Span[], random: () => number, mayCrash: () => void) {
  const upTo = (limit: number) => 1 + Math.floor(random() * limit)
  const ledger = wholeLedger(foldLedger(history.changes))
  let now = 0
  return {
    ledger,
    insertSpans: async (spans: Iterable<Span>) => {
      // An interrupted insert may have stored any part of its rows.
      for (const span of [...spans]) {
        mayCrash()
        stored.push(span)
        if (random() < 0.1) await Promise.resolve()
      }
    },
    rejects: { add: () => {}, flush: async () => mayCrash() },
    settings: stitcherSettingsSchema.parse({
      maxUnflushedSpans: upTo(20),
      maxOpenSpans: upTo(30),
      maxFlushAgeMs: upTo(10),
      retentionDays: history.defaultRetentionMs / dayMs,
    }),
    now: () => {
      now += random() < 0.3 ? 1 : 0
      return now
    },
  }
}

/** A ledger of which only the past is known for certain. Each read may show more of it. */
class LedgerInTime implements KnownLedger {
  readonly #changes: readonly TrackingChange[]
  readonly #instants: readonly number[]
  readonly #random: () => number
  knownUntil = Number.NEGATIVE_INFINITY
  ledger = foldLedger([])

  constructor(changes: readonly TrackingChange[], random: () => number) {
    this.#changes = changes
    this.#instants = [...changes.map(({ at }) => at - 1), Number.POSITIVE_INFINITY].sort((a, b) => a - b)
    this.#random = random
  }

  now(): number {
    return Number.POSITIVE_INFINITY
  }

  async refresh(): Promise<void> {
    await Promise.resolve()
    const next = this.#instants.filter((instant) => instant > this.knownUntil)
    this.knownUntil = next[Math.floor(this.#random() * next.length)] ?? this.knownUntil
    // Erasures and retentions concern the past, so a stitcher never sees those that come later. It may see some later switches.
    this.ledger = foldLedger(this.#changes.filter(({ at, change }) => at <= this.knownUntil || change === 'erase'))
  }
}

function recordsOf({ events }: History, random: () => number): SourceRecord[] {
  return shuffled(events, random).map((event) => ({ value: Buffer.from(JSON.stringify(event)) }))
}
