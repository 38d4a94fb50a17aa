import type { Device } from '@stitchlog/contracts'
import { lastStarted, type NetworkLedger } from './ledger.ts'

/** A switch that changed something. A switch-on while tracking was on changed the timeouts. */
export type EffectiveSwitch =
  | { readonly change: 'on'; readonly at: number; readonly timeoutMs: Readonly<Record<Device, number>> }
  | { readonly change: 'off'; readonly at: number }

/**
 * The last switches of a network that changed something, in the order in which they count. It costs what it returns, however long the history is.
 *
 * @param network the folded ledger; undefined if there are no changes
 * @param before epoch milliseconds: only earlier switches
 * @param count how many at most
 */
export function latestSwitches(network: NetworkLedger | undefined, before: number, count: number): EffectiveSwitch[] {
  const periods = network?.periods ?? []
  const latestFirst: EffectiveSwitch[] = []
  for (let index = lastStarted(periods, before - 1); index >= 0 && latestFirst.length < count; index--) {
    const period = periods[index]
    if (period === undefined) break
    const { startsAt, endsAt, timeoutMs } = period
    // Where the next period starts at once, its switch-on ended this one.
    if (endsAt < before && periods[index + 1]?.startsAt !== endsAt) latestFirst.push({ change: 'off', at: endsAt })
    latestFirst.push({ change: 'on', at: startsAt, timeoutMs })
  }
  return latestFirst.slice(0, count).reverse()
}
