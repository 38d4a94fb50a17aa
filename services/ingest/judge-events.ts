import { type ActivityEvent, activityEventSchema, describeIssues, type EventsAnswer, isActivityEvent } from '@stitchlog/contracts'
import type { StreamRecord } from '@stitchlog/event-stream'
import { HttpProblem, type Principal } from '@stitchlog/http-kit'
import { admit, findTimeZone, type Ledger, trackingPeriodAt } from '@stitchlog/timeline'
import { mendClock, type Sending } from './mend-clock.ts'

/** What clients of a network that is off are asked to wait before they send again. */
const pauseSeconds = 300

export interface Judgement {
  /** Events that count, with their mended instants and their receipt. */
  readonly records: readonly StreamRecord[]
  readonly answer: EventsAnswer
}

export interface JudgeOptions extends Sending {
  readonly principal: Principal
  readonly receivedAt: number
  /** The ledger as it is known at `receivedAt`. */
  readonly ledger: Ledger
  readonly retentionMs: number
}

/**
 * Judges each event of a request by itself.
 *
 * @throws HttpProblem `foreign-network` or `foreign-user` for the request as a whole, before anything is done
 */
export function judgeEvents(sent: readonly unknown[], options: JudgeOptions): Judgement {
  const { principal, receivedAt, ledger } = options
  const events = sent.map((event) => withDefaults(event, principal))
  for (const event of events) refuseForeign(event, principal)

  const records: StreamRecord[] = []
  const dropped: EventsAnswer['dropped'] = {}
  const rejected: EventsAnswer['rejected'] = []
  let isPaused = false
  for (const [index, event] of events.entries()) {
    if (!isActivityEvent(event)) {
      rejected.push({ index, reason: 'malformed', detail: whatIsWrong(event) })
      continue
    }
    const zone = findTimeZone(event.timeZone)
    if (zone === undefined) {
      rejected.push({ index, reason: 'unknown-time-zone', detail: 'timeZone: no IANA name and no offset ±HH:MM' })
      continue
    }
    const { networkId, userId, device } = event
    const network = ledger.get(networkId)
    isPaused ||= network === undefined || trackingPeriodAt(network, receivedAt) === undefined
    const occurredAt = mendClock(event.occurredAt, receivedAt, options)
    const admission = admit({ networkId, userId, device, zone, occurredAt, receivedAt }, ledger, options.retentionMs)
    if (admission.outcome === 'dropped') dropped[admission.reason] = (dropped[admission.reason] ?? 0) + 1
    else records.push(recordOf({ networkId, userId, device, timeZone: zone.name, occurredAt, receivedAt }))
  }
  const answer = { accepted: records.length, dropped, rejected, ...(isPaused ? { pauseForSeconds: pauseSeconds } : {}) }
  return { records, answer }
}

/** A sent event with the token's ids where it names none. A `receivedAt` of its own means nothing: ingest says when it received. */
function withDefaults(event: unknown, { networks, subject }: Principal): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event
  const [network] = networks
  const { receivedAt, ...own }: { receivedAt?: unknown } = event
  return { ...(networks.size === 1 ? { networkId: network } : {}), userId: subject, ...own }
}

function refuseForeign(event: unknown, { networks, subject, scopes }: Principal): void {
  if (typeof event !== 'object' || event === null) return
  const { networkId, userId }: { networkId?: unknown; userId?: unknown } = event
  if (typeof networkId === 'string' && !networks.has(networkId)) throw new HttpProblem('foreign-network')
  if (!scopes.has('activity:relay') && typeof userId === 'string' && userId !== subject) throw new HttpProblem('foreign-user')
}

function whatIsWrong(event: unknown): string {
  const { error } = activityEventSchema.safeParse(event)
  return error === undefined ? 'not an event' : describeIssues(error)
}

function recordOf(event: ActivityEvent): StreamRecord {
  return { key: `${event.networkId}:${event.userId}`, value: Buffer.from(JSON.stringify(event)) }
}
