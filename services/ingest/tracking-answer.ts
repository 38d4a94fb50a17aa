import { type Device, perDevice, type TrackingAnswer } from '@stitchlog/contracts'
import { cursorOf, placeOf } from '@stitchlog/http-kit'
import type { ChangeAuthors } from '@stitchlog/store'
import { changeKindOf, type EffectiveChange, formatUtc, latestChanges, type NetworkLedger, trackingStateOf } from '@stitchlog/timeline'

const order = 'changes'
const dayMs = 86_400_000

/** A page of a network's history, and the instant of its newest change. */
export interface ChangePage {
  /** In the order in which they count. */
  readonly changes: readonly EffectiveChange[]
  readonly hasEarlier: boolean
  /** Of all pages; undefined if there is none. */
  readonly newestAt: number | undefined
}

/**
 * The changes before the cursor, or the newest.
 *
 * @throws HttpProblem `invalid-parameter`
 */
export function changePageOf(network: NetworkLedger | undefined, cursor: string | undefined, limit: number): ChangePage {
  const place = placeOf(order, cursor)
  const before = place && ({ at: place.value, kind: place.id === 'switch' ? 'switch' : 'retention' } as const)
  const found = latestChanges(network, before, limit + 1)
  const newestAt = latestChanges(network, undefined, 1)[0]?.at
  return { changes: found.slice(-limit), hasEarlier: found.length > limit, newestAt }
}

/**
 * The API's representation of a network's state at an instant.
 *
 * @param authors who asked for each change of the page
 */
export function trackingAnswer(
  networkId: string,
  network: NetworkLedger | undefined,
  { changes, hasEarlier, newestAt }: ChangePage,
  authors: ChangeAuthors,
  now: number,
  defaultRetentionDays: number,
): TrackingAnswer {
  const { enabled, since, timeoutMs, retentionDays = defaultRetentionDays } = trackingStateOf(network, now)
  const oldest = changes[0]
  return {
    networkId,
    enabled,
    since: since === null ? null : formatUtc(since),
    inactivityTimeoutSeconds: inSeconds(timeoutMs),
    retentionDays,
    changes: changes.map((each) => ({
      change: each.change,
      at: formatUtc(each.at),
      by: authors[changeKindOf(each)].get(each.at) ?? null,
      ...valuesOf(each, defaultRetentionDays),
    })),
    nextCursor: hasEarlier && oldest !== undefined ? cursorOf(order, { value: oldest.at, id: changeKindOf(oldest) }) : null,
    ...countsFrom(newestAt, now),
  }
}

/** What a change set, and what it was until then. */
function valuesOf(change: EffectiveChange, defaultRetentionDays: number): Partial<TrackingAnswer['changes'][number]> {
  if (change.change === 'off') return {}
  if (change.change === 'retention') {
    const { retentionMs, retentionMsBefore } = change
    return {
      retentionDays: retentionMs / dayMs,
      retentionDaysBefore: retentionMsBefore === undefined ? defaultRetentionDays : retentionMsBefore / dayMs,
    }
  }
  const { timeoutMs, timeoutMsBefore } = change
  return {
    inactivityTimeoutSeconds: inSeconds(timeoutMs),
    ...(timeoutMsBefore && { inactivityTimeoutSecondsBefore: inSeconds(timeoutMsBefore) }),
  }
}

/** An additional field of the response, if the change counts only later. */
export const countsFrom = (at: number | undefined, now: number): { countsFrom?: string } =>
  at === undefined || at <= now ? {} : { countsFrom: formatUtc(at) }

const inSeconds = (timeoutMs: Readonly<Record<Device, number>>) => perDevice((device) => timeoutMs[device] / 1000)
