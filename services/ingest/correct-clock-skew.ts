import { maxClockLeadMs } from '@stitchlog/timeline'

/** A clock that is off by no more than this is left alone: so much may be the network's doing. */
const toleratedOffsetMs = 120_000

/** When a request came and when the client says that it sent it, both epoch milliseconds. */
export interface Sending {
  readonly arrivedAt: number
  readonly sentAt: number | undefined
}

/**
 * When an event really occurred, by our clock: moved by what the client's clock was off when it sent, where that is much, or where the event
 * would lie in the future without it; and never after its receipt.
 */
export function correctClockSkew(occurredAt: number, receivedAt: number, { arrivedAt, sentAt }: Sending): number {
  const offsetMs = sentAt === undefined ? 0 : arrivedAt - sentAt
  const isWrong = Math.abs(offsetMs) > toleratedOffsetMs || occurredAt > receivedAt + maxClockLeadMs
  const mended = isWrong ? occurredAt + offsetMs : occurredAt
  // What is still far in the future stays there and is dropped for it.
  return mended <= receivedAt + maxClockLeadMs ? Math.min(mended, receivedAt) : mended
}
