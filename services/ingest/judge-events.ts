import { type ActivityEvent, defaultInactivityTimeoutSeconds, type EventsAnswer } from '@stitchlog/contracts'
import type { StreamRecord } from '@stitchlog/event-stream'
import { HttpProblem, type Principal } from '@stitchlog/http-kit'
import { admit, type EventRead, type Ledger, type NetworkLedger, readEvent, trackingPeriodAt } from '@stitchlog/timeline'
import { correctClockSkew, type Sending } from './correct-clock-skew.ts'

/** What clients of a network that is off are asked to wait before they send again. */
const pauseSeconds = 300

/** An event that counts, with its mended instant and its receipt. */
export interface JudgedRecord extends StreamRecord {
  /** In the request. */
  readonly index: number
  readonly event: ActivityEvent
  /** Of its device and period; the default if the ledger is not known. */
  readonly timeoutMs: number
}

export interface Judgement {
  readonly records: readonly JudgedRecord[]
  readonly answer: EventsAnswer
  /** Whether a ledger that says more could have led to more records. */
  readonly isByLedger: boolean
  /** Of the events that are well-formed. */
  readonly networkIds: ReadonlySet<string>
}

export interface JudgeOptions extends Sending {
  readonly principal: Principal
  readonly receivedAt: number
  /** The ledger as it is known; without it, events that only the ledger could drop are let through, for a stitcher to decide on. */
  readonly ledger: Ledger | undefined
  readonly retentionMs: number
}

/**
 * Judges each event of a request by itself.
 *
 * @throws HttpProblem `foreign-network` or `foreign-user` for the request as a whole, before anything is done
 */
export function judgeEvents(sent: readonly unknown[], options: JudgeOptions): Judgement {
  const { principal, receivedAt, ledger } = options
  const events = sent.map((event) => eventOf(event, options))
  for (const event of events) refuseForeign(event, principal)

  const records: JudgedRecord[] = []
  const dropped: EventsAnswer['dropped'] = {}
  const rejected: EventsAnswer['rejected'] = []
  const networkIds = new Set<string>()
  let isPaused = false
  for (const [index, event] of events.entries()) {
    const read = readEvent(event)
    if (read.outcome === 'rejected') {
      const { reason, detail } = whyRejected(sent[index], options) ?? read
      rejected.push({ index, reason, detail })
      continue
    }
    const { zone } = read
    const { networkId, userId, device, occurredAt } = read.event
    networkIds.add(networkId)
    isPaused ||= ledger !== undefined && !isTracked(ledger.get(networkId), receivedAt)
    const admission = admit({ networkId, userId, device, zone, occurredAt, receivedAt }, ledger ?? noLedger, options.retentionMs)
    const reason = admission.outcome === 'dropped' ? admission.reason : undefined
    if (reason === 'future' || (reason !== undefined && ledger !== undefined)) dropped[reason] = (dropped[reason] ?? 0) + 1
    else {
      const timeoutMs = admission.outcome === 'admitted' ? admission.point.timeoutMs : defaultInactivityTimeoutSeconds[device] * 1000
      records.push(recordOf(index, { networkId, userId, device, timeZone: zone.name, occurredAt, receivedAt }, timeoutMs))
    }
  }
  const answer = { accepted: records.length, dropped, rejected, ...(isPaused ? { pauseForSeconds: pauseSeconds } : {}) }
  const isByLedger = isPaused || Object.keys(dropped).some((reason) => reason !== 'future')
  return { records, answer, isByLedger: ledger !== undefined && isByLedger, networkIds }
}

const noLedger: Ledger = new Map()

const isTracked = (network: NetworkLedger | undefined, instant: number) => network !== undefined && trackingPeriodAt(network, instant) !== undefined

/** What matters of a sent event, with the token's ids where it names none, and with its clock mended. Most events need no other object. */
function eventOf(sent: unknown, options: JudgeOptions): unknown {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return sent
  const { networks, subject } = options.principal
  const { networkId = onlyOf(networks), userId = subject, device, timeZone, occurredAt }: Partial<Record<keyof ActivityEvent, unknown>> = sent
  return { networkId, userId, device, timeZone, occurredAt: mendedInstant(occurredAt, options) }
}

const onlyOf = (networks: ReadonlySet<string>) => (networks.size === 1 ? networks.values().next().value : undefined)

/** Says of the event as it was sent what is wrong with it: what is missing is not there. */
function whyRejected(sent: unknown, options: JudgeOptions): Extract<EventRead, { outcome: 'rejected' }> | undefined {
  const read = readEvent(withMendedClock(withDefaults(sent, options.principal), options))
  return read.outcome === 'rejected' ? read : undefined
}

/** A sent event with the token's ids where it names none. A `receivedAt` of its own means nothing: ingest says when it received. */
function withDefaults(event: unknown, { networks, subject }: Principal): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event
  const [network] = networks
  const { receivedAt, ...own }: { receivedAt?: unknown } = event
  return { ...(networks.size === 1 ? { networkId: network } : {}), userId: subject, ...own }
}

/** Before it is judged: a clock that is years off names instants that no event may have, and yet says how far it is off. */
function withMendedClock(event: unknown, options: JudgeOptions): unknown {
  if (typeof event !== 'object' || event === null || !('occurredAt' in event)) return event
  return { ...event, occurredAt: mendedInstant(event.occurredAt, options) }
}

function mendedInstant(occurredAt: unknown, options: JudgeOptions): unknown {
  if (typeof occurredAt !== 'number' || !Number.isSafeInteger(occurredAt)) return occurredAt
  return correctClockSkew(occurredAt, options.receivedAt, options)
}

function refuseForeign(event: unknown, { networks, subject, scopes }: Principal): void {
  if (typeof event !== 'object' || event === null) return
  const { networkId, userId }: { networkId?: unknown; userId?: unknown } = event
  if (typeof networkId === 'string' && !networks.has(networkId)) throw new HttpProblem('foreign-network')
  if (!scopes.has('activity:relay') && typeof userId === 'string' && userId !== subject) throw new HttpProblem('foreign-user')
}

/** @param event its keys are written in their order, whatever the client sent */
function recordOf(index: number, event: Required<ActivityEvent>, timeoutMs: number): JudgedRecord {
  return { key: `${event.networkId}:${event.userId}`, value: Buffer.from(JSON.stringify(event)), index, event, timeoutMs }
}
