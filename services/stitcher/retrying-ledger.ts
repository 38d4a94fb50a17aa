import { type RepeatOptions, untilDone } from '@stitchlog/service-kit'
import type { KnownLedger } from './app.ts'

/** A ledger that is asked until it answers: without it nothing can be decided. */
export const withRetriedReads = (ledger: KnownLedger, options: RepeatOptions): KnownLedger => ({
  get ledger() {
    return ledger.ledger
  },
  get knownUntil() {
    return ledger.knownUntil
  },
  now: () => ledger.now(),
  settled: () => untilDone(() => ledger.settled(), options),
})
