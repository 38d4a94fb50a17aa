import type { TrackingLedger } from '@stitchlog/store'
import { Gauge, type Registry } from 'prom-client'

/** A change counts a few seconds after its request, by clocks with little skew. Beyond this, a clock was wrong. */
const usualLeadMs = 5000

/**
 * Measures by how much the ledger is ahead of this clock: a clock was ahead when a change was written, or this one is behind. Until the clock has
 * caught up, changes of that network count only some time after they are confirmed.
 *
 * @returns the notices for the readiness check
 */
export function measureLedgerLead(metrics: Registry, ledger: Pick<TrackingLedger, 'newestAt' | 'now'>): () => string[] {
  const leadMs = () => Math.max(0, ledger.newestAt - ledger.now())
  new Gauge({
    name: 'stitchlog_ledger_ahead_seconds',
    help: 'By how much the newest tracking change is ahead of this clock: 0 to 2 as a rule, more where a clock was ahead when it was written.',
    registers: [metrics],
    collect() {
      this.set(leadMs() / 1000)
    },
  })
  return () => {
    const ms = leadMs()
    return ms > usualLeadMs ? [`the ledger is ahead of this clock by ${Math.round(ms / 1000)} s`] : []
  }
}
