import type { Device } from '@stitchlog/contracts'
import { lastStarted, type NetworkLedger } from './ledger.ts'

type Timeouts = Readonly<Record<Device, number>>

/** A change of a network's settings that changed something. */
export type EffectiveChange =
  | {
      readonly change: 'on'
      readonly at: number
      readonly timeoutMs: Timeouts
      /** Those until then, where tracking was on already; undefined where it was off. */
      readonly timeoutMsBefore: Timeouts | undefined
    }
  | { readonly change: 'off'; readonly at: number }
  | {
      readonly change: 'retention'
      readonly at: number
      readonly retentionMs: number
      /** The network's own until then; undefined where it had none. */
      readonly retentionMsBefore: number | undefined
    }

/** What a change decides on. Each of the two has one change of an instant at most; the retention comes first. */
export type ChangeKind = 'retention' | 'switch'

export const changeKindOf = ({ change }: EffectiveChange): ChangeKind => (change === 'retention' ? 'retention' : 'switch')

/** The place of a change among all of a network. */
export interface ChangePlace {
  /** Epoch milliseconds. */
  readonly at: number
  readonly kind: ChangeKind
}

/**
 * The last changes of a network's settings that changed something, in the order in which they count. It costs what it returns, however long the history
 * is.
 *
 * @param network the folded ledger; undefined if there are no changes
 * @param before only earlier changes; undefined: up to the newest
 * @param count how many at most
 */
export function latestChanges(network: NetworkLedger | undefined, before: ChangePlace | undefined, count: number): EffectiveChange[] {
  if (network === undefined) return []
  const at = before?.at ?? Number.POSITIVE_INFINITY
  const switches = latestSwitches(network, at, count)
  const retentions = latestRetentions(network, before?.kind === 'switch' ? at + 1 : at, count)
  return [...retentions, ...switches].sort((one, other) => one.at - other.at).slice(-count)
}

/** Latest first. */
function latestSwitches({ periods }: NetworkLedger, before: number, count: number): EffectiveChange[] {
  const latestFirst: EffectiveChange[] = []
  for (let index = lastStarted(periods, before - 1); index >= 0 && latestFirst.length < count; index--) {
    const period = periods[index]
    if (period === undefined) break
    const { startsAt, endsAt, timeoutMs } = period
    const earlier = periods[index - 1]
    // Where the next period starts at once, its switch-on ended this one.
    if (endsAt < before && periods[index + 1]?.startsAt !== endsAt) latestFirst.push({ change: 'off', at: endsAt })
    latestFirst.push({ change: 'on', at: startsAt, timeoutMs, timeoutMsBefore: earlier?.endsAt === startsAt ? earlier.timeoutMs : undefined })
  }
  return latestFirst
}

/** Latest first. */
function latestRetentions({ retentions }: NetworkLedger, before: number, count: number): EffectiveChange[] {
  const latestFirst: EffectiveChange[] = []
  for (let index = lastStarted(retentions, before - 1); index >= 0 && latestFirst.length < count; index--) {
    const retention = retentions[index]
    if (retention === undefined) break
    const { startsAt: at, retentionMs } = retention
    const retentionMsBefore = retentions[index - 1]?.retentionMs
    if (retentionMs !== retentionMsBefore) latestFirst.push({ change: 'retention', at, retentionMs, retentionMsBefore })
  }
  return latestFirst
}
