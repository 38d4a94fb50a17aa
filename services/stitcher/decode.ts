import { isUtf8 } from 'node:buffer'
import { activityEventSchema, describeIssues, isActivityEvent, type RejectReason } from '@stitchlog/contracts'
import type { SourceRecord } from '@stitchlog/event-stream'
import { findTimeZone, type ReceivedEvent } from '@stitchlog/timeline'

export type Decoded =
  | { readonly outcome: 'event'; readonly event: ReceivedEvent }
  | { readonly outcome: 'rejected'; readonly reason: RejectReason; readonly detail: string }

/**
 * Bytes to an event. An event that says nothing of its receipt was received when the log took it in, or else when it occurred; none was
 * received later than the log took it in.
 */
export function decode({ value, timestamp }: SourceRecord): Decoded {
  if (!isUtf8(value)) return malformed('not UTF-8')
  let parsed: unknown
  try {
    parsed = JSON.parse(value.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return malformed('not JSON')
    throw error
  }
  if (!isActivityEvent(parsed)) {
    const { error } = activityEventSchema.safeParse(parsed)
    return malformed(error === undefined ? 'not an event' : describeIssues(error))
  }
  const { networkId, userId, device, timeZone, occurredAt } = parsed
  const zone = findTimeZone(timeZone)
  if (zone === undefined) return { outcome: 'rejected', reason: 'unknown-time-zone', detail: [...timeZone].slice(0, maxDetailLength).join('') }
  const receivedAt = parsed.receivedAt ?? timestamp ?? occurredAt
  const event = { networkId, userId, device, zone, occurredAt, receivedAt: Math.min(receivedAt, timestamp ?? receivedAt) }
  return { outcome: 'event', event }
}

const maxDetailLength = 128

const malformed = (detail: string): Decoded => ({ outcome: 'rejected', reason: 'malformed', detail })
