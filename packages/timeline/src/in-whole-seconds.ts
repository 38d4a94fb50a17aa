/**
 * The same with its instants cut to the second that a clock shows. What people read goes by these: start, end and the time between them then agree
 * with each other, and totals of them with what a reader adds up. Days begin on whole seconds, so no instant changes its date.
 */
export function inWholeSeconds<Part extends { readonly startedAt: number; readonly endedAt: number }>(part: Part): Part {
  return { ...part, startedAt: cutToSecond(part.startedAt), endedAt: cutToSecond(part.endedAt) }
}

const cutToSecond = (instant: number) => Math.floor(instant / 1000) * 1000
