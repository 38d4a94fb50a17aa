import { type RepeatOptions, retryForever } from '@stitchlog/service-kit'
import type { KnownLedger } from './stitch.ts'

/** A ledger that retries reads until they succeed, because nothing can be decided without it. */
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
