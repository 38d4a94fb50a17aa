import { type Device, perDevice, type TrackingAnswer } from '@stitchlog/contracts'
import { cursorOf, placeOf } from '@stitchlog/http-kit'
import { type EffectiveSwitch, formatUtc, latestSwitches, type NetworkLedger, trackingStateOf } from '@stitchlog/timeline'

const order = 'changes'

/** A page of a network's history, and the instant of its newest switch. */
export interface SwitchPage {
  /** In the order in which they count. */
  readonly switches: readonly EffectiveSwitch[]
  readonly hasEarlier: boolean
  /** Of all pages; undefined if there is none. */
  readonly newestAt: number | undefined
}

/**
 * The switches before the cursor, or the newest.
 *
 * @throws HttpProblem `invalid-parameter`
 */
export function switchPageOf(network: NetworkLedger | undefined, cursor: string | undefined, limit: number): SwitchPage {
  const before = placeOf(order, cursor)?.value ?? Number.POSITIVE_INFINITY
  const found = latestSwitches(network, before, limit + 1)
  const newestAt = latestSwitches(network, Number.POSITIVE_INFINITY, 1)[0]?.at
  return { switches: found.slice(-limit), hasEarlier: found.length > limit, newestAt }
}

/**
 * The API's representation of a network's state at an instant.
 *
 * @param authors who asked for each switch of the page, by its instant
 */
export function trackingAnswer(
  networkId: string,
  network: NetworkLedger | undefined,
  { switches, hasEarlier, newestAt }: SwitchPage,
  authors: ReadonlyMap<number, string | null>,
  now: number,
  defaultRetentionDays: number,
): TrackingAnswer {
  const { enabled, since, timeoutMs, retentionDays = defaultRetentionDays } = trackingStateOf(network, now)
  const oldest = switches[0]
  return {
    networkId,
    enabled,
    since: since === null ? null : formatUtc(since),
    inactivityTimeoutSeconds: inSeconds(timeoutMs),
    retentionDays,
    changes: switches.map((each) => ({
      change: each.change,
      at: formatUtc(each.at),
      by: authors.get(each.at) ?? null,
      ...(each.change === 'on' ? { inactivityTimeoutSeconds: inSeconds(each.timeoutMs) } : {}),
    })),
    nextCursor: hasEarlier && oldest !== undefined ? cursorOf(order, { value: oldest.at, id: '' }) : null,
    ...countsFrom(newestAt, now),
  }
}

/** An additional field of the response, if the change counts only later. */
export const countsFrom = (at: number | undefined, now: number): { countsFrom?: string } =>
  at === undefined || at <= now ? {} : { countsFrom: formatUtc(at) }

const inSeconds = (timeoutMs: Readonly<Record<Device, number>>) => perDevice((device) => timeoutMs[device] / 1000)
