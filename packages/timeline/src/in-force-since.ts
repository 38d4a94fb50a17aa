import type { TrackingChange } from '@stitchlog/contracts'
import { effectiveSwitches } from './ledger.ts'

/**
 * Since when the state that a change requests is in force, in epoch milliseconds. The change is then a no-op. -Infinity if the state was in force
 * from the start; undefined if the change is not a no-op. An erasure never is.
 *
 * @param changes the ledger of one network, in the order in which the changes count
 * @param change a change that would come after all of them
 */
export function inForceSince(changes: readonly TrackingChange[], change: TrackingChange): number | undefined {
  switch (change.change) {
    case 'erase':
      return undefined
    case 'retention': {
      const last = changes.findLast((earlier) => earlier.change === 'retention')
      return last?.days === change.days ? last.at : undefined
    }
    case 'on':
    case 'off': {
      const last = effectiveSwitches([...changes, change]).at(-1)
      return last === change ? undefined : (last?.at ?? Number.NEGATIVE_INFINITY)
    }
    default:
      return change satisfies never
  }
}
