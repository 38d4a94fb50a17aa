import { type Ledger, type ReceivedEvent, retentionMsAt } from '@stitchlog/timeline'
import { Counter, type Registry } from 'prom-client'

/** More of them are only counted. */
const logEveryMs = 60_000

/**
 * Whose rule an event is past: the default of the deployment, by which ingest has judged it already, or a retention of its network, which may have
 * been changed while it came in.
 */
type Rule = 'default' | 'network'

/** What is said of such events, without what they are about. */
export interface ExpiredReport {
  readonly rule: Rule
  /** How many there were since the last report, this one included. */
  readonly count: number
  /** Of this one, at its receipt. */
  readonly ageHours: number
}

/**
 * Tells of events that ingest has accepted and this stitcher finds expired. Both go by the age at receipt, so that no backlog makes an event expire:
 * either they disagree about retention, or ingest had no ledger to judge by. The content of the event is kept nowhere.
 *
 * @param now milliseconds from anywhere
 */
export function createExpiredAlarm(
  metrics: Registry,
  report: (report: ExpiredReport) => void,
  now: () => number,
): (event: ReceivedEvent, ledger: Ledger) => void {
  const counter = new Counter({
    name: 'stitchlog_stitcher_accepted_events_expired_total',
    help: 'Events that ingest accepted and this stitcher dropped as expired, by the rule that they are past.',
    labelNames: ['rule'],
    registers: [metrics],
  })
  for (const rule of ['default', 'network'] satisfies Rule[]) counter.inc({ rule }, 0)
  let loggedAt = Number.NEGATIVE_INFINITY
  let count = 0
  return ({ networkId, occurredAt, receivedAt }, ledger) => {
    const network = ledger.get(networkId)
    const rule: Rule = network !== undefined && retentionMsAt(network, receivedAt) !== undefined ? 'network' : 'default'
    counter.inc({ rule })
    count++
    if (now() - loggedAt < logEveryMs) return
    report({ rule, count, ageHours: Math.floor((receivedAt - occurredAt) / 3_600_000) })
    loggedAt = now()
    count = 0
  }
}
