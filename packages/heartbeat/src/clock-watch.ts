/** Clocks that are adjusted differ by less between two looks. */
const toleratedMs = 2000

/**
 * Notices that the wall clock went otherwise than time did. Backwards it was set. Forwards it was set, or the machine slept: browsers do not tell which.
 *
 * @param now epoch milliseconds
 * @param uptime milliseconds of a clock that nobody sets
 * @returns by how many milliseconds it jumped since the last look, 0 if it did not
 */
export function watchClock(now: () => number, uptime: () => number): () => number {
  let offset = now() - uptime()
  return () => {
    const jump = now() - uptime() - offset
    // Small differences count too: a clock that is adjusted slowly would be a jump in the end.
    offset += jump
    return Math.abs(jump) > toleratedMs ? jump : 0
  }
}
