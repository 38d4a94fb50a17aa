import { type Device, perDevice, type TrackingAnswer } from '@stitchlog/contracts'
import type { LedgerEntry } from '@stitchlog/store'
import { effectiveSwitches, formatUtc, growingNetworkLedger, timeoutsOf, trackingStateOf } from '@stitchlog/timeline'

/** The API's representation of a network's state at an instant. `changes` is the network's whole ledger, in the order in which the changes count. */
export function trackingAnswer(networkId: string, changes: readonly LedgerEntry[], now: number, defaultRetentionDays: number): TrackingAnswer {
  const { enabled, since, timeoutMs, retentionDays = defaultRetentionDays } = trackingStateOf(growingNetworkLedger(changes), now)
  const switches = effectiveSwitches(changes)
  return {
    networkId,
    enabled,
    since: since === null ? null : formatUtc(since),
    inactivityTimeoutSeconds: inSeconds(timeoutMs),
    retentionDays,
    changes: switches.map(switchOf),
    ...countsFrom(switches.at(-1)?.at, now),
  }
}

/** An additional field of the response, if the change counts only later. */
export const countsFrom = (at: number | undefined, now: number): { countsFrom?: string } =>
  at === undefined || at <= now ? {} : { countsFrom: formatUtc(at) }

function switchOf(entry: LedgerEntry & { change: 'on' | 'off' }): TrackingAnswer['changes'][number] {
  const common = { change: entry.change, at: formatUtc(entry.at), by: entry.changedBy ?? null }
  if (entry.change === 'off') return common
  return { ...common, inactivityTimeoutSeconds: inSeconds(timeoutsOf(entry)) }
}

const inSeconds = (timeoutMs: Readonly<Record<Device, number>>) => perDevice((device) => timeoutMs[device] / 1000)
