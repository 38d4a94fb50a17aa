import { type Ledger, type ReceivedEvent, retentionMsAt } from '@stitchlog/timeline'
import { Counter, type Registry } from 'prom-client'

/** One report per interval is logged. The other events are only counted. */
const logEveryMs = 60_000

/**
 * Which retention the event exceeds: the deployment's default, by which ingest has judged it already, or that of its network, which may have
 * changed while the event was in transit.
 */
type Rule = 'default' | 'network'

/** A report about such events, without their content. */
export interface ExpiredReport {
  readonly rule: Rule
  /** How many there were since the last report, including this one. */
  readonly count: number
  /** The age of this event at its receipt. */
  readonly ageHours: number
}

/**
 * Reports events that ingest accepted but this stitcher finds expired. Both go by the age at receipt, so a backlog makes no event expire.
 * Either they disagree about retention, or ingest had no ledger to judge by. The content of the event is kept nowhere.
 *
 * @param now any clock, in milliseconds
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
