import { perDevice, type queryOperations } from '@stitchlog/contracts'
import type { Handlers } from '@stitchlog/http-kit'
import type { LedgerReader } from '@stitchlog/store'
import { formatUtc, retentionCutoff, trackingStateOf } from '@stitchlog/timeline'
import { notStored, type RecordedReads } from '../access-log/recorded-reads.ts'
import { ownUser } from '../requests/own-user.ts'
import { recordedSinceOf } from '../requests/recorded-activity.ts'

interface OwnTrackingDependencies {
  readonly ledger: LedgerReader
  readonly now: () => number
  /** The retention of networks without their own. */
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly reads: Pick<RecordedReads, 'available'>
}

/** Tells a user whether tracking is on, and how long what is kept. It reads the ledger only. */
export function ownTrackingHandlers({
  ledger,
  now,
  retentionDays,
  accessLogRetentionDays,
  reads,
}: OwnTrackingDependencies): Handlers<Pick<typeof queryOperations, 'getMyTracking'>> {
  return {
    async getMyTracking({ principal, query }, reply) {
      const { networkId, userId } = ownUser(principal, query)
      await reads.available(ledger.refresh())
      const at = now()
      const network = ledger.ledger.get(networkId)
      const state = trackingStateOf(network, at)
      const cutoff = retentionCutoff(ledger.ledger, networkId, at, retentionDays)
      reply.headers(notStored)
      return {
        networkId,
        userId,
        enabled: state.enabled,
        since: state.since === null ? null : formatUtc(state.since),
        inactivityTimeoutSeconds: perDevice((device) => state.timeoutMs[device] / 1000),
        retentionDays: state.retentionDays ?? retentionDays,
        accessLogRetentionDays,
        recordedSince: recordedSinceOf({ network, userId, cutoff, now: at }),
      }
    },
  }
}
