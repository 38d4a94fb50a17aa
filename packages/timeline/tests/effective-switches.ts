import type { TrackingChange } from '@stitchlog/contracts'
import { isSameState, type Switch } from '../src/ledger.ts'

const isSwitch = (change: TrackingChange): change is Switch => change.change === 'on' || change.change === 'off'

/**
 * The switches of one network that change something, put plainly, in the order in which they count.
 *
 * @param changes the changes of one network, in any order; of several switches at one instant the last counts
 */
export function effectiveSwitches(changes: Iterable<TrackingChange>): Switch[] {
  const byInstant = new Map<number, Switch>()
  for (const change of changes) if (isSwitch(change)) byInstant.set(change.at, change)
  const effective: Switch[] = []
  for (const change of [...byInstant.values()].sort((a, b) => a.at - b.at)) {
    if (!isSameState(effective.at(-1), change)) effective.push(change)
  }
  return effective
}
