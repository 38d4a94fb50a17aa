import { devices, type TrackingChange } from '@stitchlog/contracts'
import { dayMs, type NetworkLedger, timeoutsOf } from './ledger.ts'

/**
 * Since when the state that a change requests is in force, in epoch milliseconds. The change is then a no-op. -Infinity if the state was in force
 * from the start; undefined if the change is not a no-op. An erasure never is: what came between is erased too.
 *
 * @param network the folded ledger; undefined if there are no changes
 * @param change a change that would come after all of them
 */
export function inForceSince(network: NetworkLedger | undefined, change: TrackingChange): number | undefined {
  switch (change.change) {
    case 'erase':
      return undefined
    case 'retention': {
      const last = network?.retentions.at(-1)
      return last?.retentionMs === change.days * dayMs ? last.startsAt : undefined
    }
    case 'on': {
      const last = network?.periods.at(-1)
      const timeoutMs = timeoutsOf(change)
      const isOpen = last?.endsAt === Number.POSITIVE_INFINITY && devices.every((device) => last.timeoutMs[device] === timeoutMs[device])
      return isOpen ? last.startsAt : undefined
    }
    case 'off': {
      const endsAt = network?.periods.at(-1)?.endsAt ?? Number.NEGATIVE_INFINITY
      return endsAt === Number.POSITIVE_INFINITY ? undefined : endsAt
    }
    default:
      return change satisfies never
  }
}
