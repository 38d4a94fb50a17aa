import { type RepeatOptions, retryForever } from '@stitchlog/service-kit'
import type { KnownLedger } from './stitch.ts'

/** A ledger that is asked until it answers: without it nothing can be decided. */
export const withRetriedReads = (ledger: KnownLedger, options: RepeatOptions): KnownLedger => ({
  get ledger() {
    return ledger.ledger
  },
  get knownUntil() {
    return ledger.knownUntil
  },
  now: () => ledger.now(),
  refresh: () => retryForever(() => ledger.refresh(), options),
})
