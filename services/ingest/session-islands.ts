/** The sessions of one user on one device, in one time zone and on one date, as far as their events are known. They may come in any order. */
export class SessionIslands {
  /** Of the same session at the same index, in order. */
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  get count(): number {
    return this.#starts.length
  }

  /** Whether an event at this instant would begin a session of its own. */
  begins(at: number, timeoutMs: number): boolean {
    const next = this.#nextAfter(at)
    return !this.#joinsPrevious(next, at, timeoutMs) && !this.#joinsNext(next, at, timeoutMs)
  }

  /** Adds an event. It may join two sessions. @returns by how much the number of sessions changes: 1, 0 or -1 */
  add(at: number, timeoutMs: number): number {
    const next = this.#nextAfter(at)
    const previous = next - 1
    const [joinsPrevious, joinsNext] = [this.#joinsPrevious(next, at, timeoutMs), this.#joinsNext(next, at, timeoutMs)]
    const [starts, ends] = [this.#starts, this.#ends]
    if (!joinsPrevious && !joinsNext) {
      starts.splice(next, 0, at)
      ends.splice(next, 0, at)
      return 1
    }
    if (joinsPrevious && joinsNext) {
      ends[previous] = Math.max(ends[previous] ?? at, ends[next] ?? at)
      starts.splice(next, 1)
      ends.splice(next, 1)
      return -1
    }
    if (joinsPrevious) ends[previous] = Math.max(ends[previous] ?? at, at)
    else starts[next] = at
    return 0
  }

  /** The index of the first session that starts after an instant. */
  #nextAfter(at: number): number {
    let [low, high] = [0, this.#starts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) > at) high = middle
      else low = middle + 1
    }
    return low
  }

  #joinsPrevious(next: number, at: number, timeoutMs: number): boolean {
    const end = this.#ends[next - 1]
    return end !== undefined && at - end <= timeoutMs
  }

  #joinsNext(next: number, at: number, timeoutMs: number): boolean {
    const start = this.#starts[next]
    return start !== undefined && start - at <= timeoutMs
  }
}
