import { maxClockLeadMs } from '@stitchlog/timeline'

/** A skew of no more than this is not corrected: network delay may have caused it. */
const toleratedOffsetMs = 120_000

/** When a request arrived, and when the client says that it sent it; both in epoch milliseconds. */
export interface Sending {
  readonly arrivedAt: number
  readonly sentAt: number | undefined
}

/**
 * When an event occurred by our clock. The client's clock skew at sending is corrected if it is large, or if the event would otherwise lie in the
 * future. The result is never after the receipt.
 */
export function correctClockSkew(occurredAt: number, receivedAt: number, { arrivedAt, sentAt }: Sending): number {
  const offsetMs = sentAt === undefined ? 0 : arrivedAt - sentAt
  const isWrong = Math.abs(offsetMs) > toleratedOffsetMs || occurredAt > receivedAt + maxClockLeadMs
  const mended = isWrong ? occurredAt + offsetMs : occurredAt
  // An event that is still far in the future stays there, and is dropped for that reason.
  return mended <= receivedAt + maxClockLeadMs ? Math.min(mended, receivedAt) : mended
}
