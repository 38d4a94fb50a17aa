import { defaultRollupSettings, runRollup } from '@stitchlog/rollup'
import {
  appendTrackingChanges,
  insertSpans,
  type RollupKind,
  readAllSessionParts,
  readNetworkDays,
  readNetworkUsers,
  type Store,
  verifyUserDays,
} from '@stitchlog/store'
import { dayTotalsOf, type SessionPart, type Span, sessionPartsOf } from '@stitchlog/timeline'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { byKey, lineOf } from '../../packages/store/tests/session-part-lines.ts'
import { historyArbitrary } from '../../packages/timeline/tests/arbitraries.ts'
import { propertyParameters } from '../../packages/timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../../packages/timeline/tests/seeded-random.ts'
import { expectedUserDays, keptSpans, type StoredHistory, storedHistoryOf, storedUserDays } from '../../services/rollup/tests/rolled-up-histories.ts'

export const wholeTime = { from: '1969-12-31', to: '2100-01-01' }

/** Without the safety of looking back, so that a run computes no more than what is new. */
export const rollUp = (store: Store, kind: RollupKind = 'full') =>
  runRollup(
    {
      store,
      now: Date.now,
      retentionDays: 50_000,
      accessLogRetentionDays: 400,
      settings: { ...defaultRollupSettings, overlapMs: { full: 0, refresh: 0 } },
      reached: () => {},
    },
    kind,
  )

/** Random histories that were stored in one database after the other, each in networks of its own. */
export class ClusterHistories {
  readonly #store: Store
  readonly #histories: StoredHistory[] = []
  readonly #seed = propertyParameters().seed
  readonly #random = randomFrom(this.#seed)

  constructor(store: Store) {
    this.#store = store
  }

  get spans(): Span[] {
    return this.#histories.flatMap(({ spans }) => spans)
  }

  /** Stores so many more, rolled up in between. */
  async add(count: number): Promise<void> {
    const stored = this.#histories.length
    const added = fc
      .sample(historyArbitrary, { numRuns: count, seed: this.#seed + stored })
      .map((history, index) => storedHistoryOf(history, `${stored + index}:`))
    this.#histories.push(...added)
    const spans = shuffled(
      added.flatMap((history) => history.spans),
      this.#random,
    )
    const half = Math.floor(spans.length / 2)
    await insertSpans(this.#store, spans.slice(0, half))
    await rollUp(this.#store, 'refresh')
    // Some once more, as after a redelivery.
    await insertSpans(this.#store, spans.slice(Math.floor(half / 2)))
    await appendTrackingChanges(
      this.#store,
      added.flatMap(({ erasures }) => erasures),
    )
    await rollUp(this.#store)
  }

  /** Sessions, days and overviews are those of the timeline. */
  async expectAllRight(): Promise<void> {
    const parts = sessionPartsOf(this.#histories.flatMap(keptSpans))
    const shown = []
    for await (const page of readAllSessionParts(this.#store)) shown.push(...page)
    expect(shown.sort(byKey).map(lineOf)).toEqual(parts.toSorted(byKey).map(lineOf))
    expect(await storedUserDays(this.#store, this.#histories)).toEqual(expectedUserDays(this.#histories))
    expect(await verifyUserDays(this.#store, { ...wholeTime, networkId: undefined, chunk: 0, chunkCount: 1 })).toEqual([])
    // One network of each history: the rows under the overviews are all right.
    const networks = new Map(parts.map(({ networkId }) => [networkId.split(':')[0], networkId]))
    await Promise.all(
      [...networks.values()].map((networkId) =>
        this.#expectOverview(
          networkId,
          parts.filter((part) => part.networkId === networkId),
        ),
      ),
    )
  }

  async #expectOverview(networkId: string, parts: readonly SessionPart[]): Promise<void> {
    const asked = { networkId, range: wholeTime, cutoff: 0 }
    const users = await readNetworkUsers(this.#store, { ...asked, search: '', sort: 'duration', after: undefined, limit: 100_000 })
    expect(
      Object.fromEntries(users.map(({ userId, activeDays, sessionCount, durationMs }) => [userId, [activeDays, sessionCount, durationMs]])),
    ).toEqual(
      Object.fromEntries(
        [...Map.groupBy(parts, ({ userId }) => userId)].map(([userId, ofUser]) => {
          const days = [...Map.groupBy(ofUser, ({ date }) => date).values()].map(dayTotalsOf)
          const sum = (pick: (day: (typeof days)[number]) => number) => days.reduce((total, day) => total + pick(day), 0)
          return [userId, [days.length, sum((day) => day.sessionCount), sum((day) => day.durationMs)]]
        }),
      ),
    )
    const days = await readNetworkDays(this.#store, asked)
    expect(days.map(({ date, activeUsers }) => [date, activeUsers])).toEqual(
      [...Map.groupBy(parts, ({ date }) => date)]
        .map(([date, ofDate]) => [date, new Set(ofDate.map(({ userId }) => userId)).size])
        .sort(([a], [b]) => (String(a) < String(b) ? 1 : -1)),
    )
  }
}
