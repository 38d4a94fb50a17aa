import type { TrackingChange } from '@stitchlog/contracts'
import { effectiveSwitches } from './ledger.ts'

/**
 * Since when a ledger has what a change asks for, in epoch milliseconds: then the change would be a no-op. -Infinity where it has had it from the
 * start, undefined where the change would change something; an erasure always does.
 *
 * @param changes the ledger of one network, in the order in which it counts
 * @param change one that would come after all of them
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
