/**
 * Truncates the instants to the second that a clock shows. Everything that people read is computed from these. So start, end and duration agree with
 * each other, and totals agree with what a reader adds up. Days begin on whole seconds, so no instant changes its date.
 */
export function inWholeSeconds<Part extends { readonly startedAt: number; readonly endedAt: number }>(part: Part): Part {
  return { ...part, startedAt: cutToSecond(part.startedAt), endedAt: cutToSecond(part.endedAt) }
}

const cutToSecond = (instant: number) => Math.floor(instant / 1000) * 1000
