/** Clocks that are adjusted differ by less between two looks. */
const toleratedMs = 2000

/**
 * Notices that the wall clock went otherwise than time did. Backwards it was set. Forwards it was set, or the machine slept: browsers do not tell which.
 *
 * @param ahead by how many milliseconds the wall clock is ahead of one that nobody sets
 * @returns by how many milliseconds it jumped since the last look, 0 if it did not
 */
export function watchClock(ahead: () => number): () => number {
  let before = ahead()
  return () => {
    const jump = ahead() - before
    // Small differences count too: a clock that is adjusted slowly would be a jump in the end.
    before += jump
    return Math.abs(jump) > toleratedMs ? jump : 0
  }
}
