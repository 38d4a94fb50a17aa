import { isUtf8 } from 'node:buffer'
import { identifierSchema, instantSchema, maxEventBytes, type RejectReason } from '@stitchlog/contracts'
import type { SourceRecord } from '@stitchlog/event-stream'
import { type ReceivedEvent, readEvent, receivedEventOf } from '@stitchlog/timeline'

export type Decoded = DecodedEvent | RejectedContent

export interface DecodedEvent {
  readonly outcome: 'event'
  readonly event: ReceivedEvent
  readonly receivedAt: number
  /** Whether it says itself when it was received, as ingest has it say: then ingest has judged it. */
  readonly wasAccepted: boolean
}

/** A record that is no event, with what can be read of whom it is about. */
export interface RejectedContent {
  readonly outcome: 'rejected'
  readonly reason: RejectReason
  readonly detail: string
  readonly networkId: string | undefined
  readonly userId: string | undefined
  readonly receivedAt: number
}

/**
 * Bytes to an event. An event that says nothing of its receipt was received when the log took it in, or else when it occurred; none was
 * received later than the log took it in.
 */
export function decode({ value, timestamp, unreadable }: SourceRecord): Decoded {
  // Before it becomes a string, which can be no longer than half a gigabyte.
  const tooLong = value.length > maxEventBytes ? `longer than ${maxEventBytes} bytes` : undefined
  if (unreadable !== undefined || tooLong !== undefined) return rejected('malformed', unreadable ?? tooLong ?? '', undefined, timestamp)
  if (!isUtf8(value)) return rejected('malformed', 'not UTF-8', undefined, timestamp)
  let parsed: unknown
  try {
    parsed = JSON.parse(value.toString('utf8'))
  } catch (error) {
    // Deep nesting overflows the parser's stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return rejected('malformed', 'not JSON', undefined, timestamp)
    throw error
  }
  const read = readEvent(parsed)
  if (read.outcome === 'rejected') return rejected(read.reason, read.detail, parsed, timestamp)
  const { event, zone } = read
  const receivedAt = Math.min(event.receivedAt ?? timestamp ?? event.occurredAt, timestamp ?? Number.POSITIVE_INFINITY)
  return { outcome: 'event', event: receivedEventOf(event, zone, receivedAt), receivedAt, wasAccepted: event.receivedAt !== undefined }
}

function rejected(reason: RejectReason, detail: string, parsed: unknown, timestamp = Number.POSITIVE_INFINITY): RejectedContent {
  const { networkId, userId, receivedAt, occurredAt }: Record<string, unknown> = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  const instants = [timestamp, instantSchema.safeParse(receivedAt).data ?? Number.POSITIVE_INFINITY]
  const received = Math.min(...instants)
  return {
    outcome: 'rejected',
    reason,
    detail,
    networkId: identifierSchema.safeParse(networkId).data,
    userId: identifierSchema.safeParse(userId).data,
    receivedAt: Number.isFinite(received) ? received : (instantSchema.safeParse(occurredAt).data ?? 0),
  }
}
