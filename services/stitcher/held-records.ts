/** A record that waits until the ledger is known that holds for it. */
export interface Held {
  /** The ledger has to be known up to here, in epoch milliseconds. */
  receivedAt: number
  /** What is kept in memory of its content. */
  readonly bytes: number
}

/**
 * What a stitcher holds back, in the order in which it was read, and the positions that wait with it: a position may be committed only when nothing that was
 * read before it is held any more.
 */
export class HeldRecords<Record extends Held, Position> {
  #records: Record[] = []
  #positions: { readonly position: Position; readonly heldUpTo: number }[] = []
  /** Of all that were ever held. */
  #heldCount = 0
  #releasedCount = 0
  #bytes = 0

  /** How many records are held. */
  get count(): number {
    return this.#records.length
  }

  /** What is kept in memory of the content of those that are held. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether there are positions that were not taken. */
  get hasPositions(): boolean {
    return this.#positions.length > 0
  }

  hold(record: Record): void {
    this.#records.push(record)
    this.#bytes += record.bytes
    this.#heldCount++
  }

  /** Notes the position behind everything that was read so far. */
  reach(position: Position): void {
    this.#positions.push({ position, heldUpTo: this.#heldCount })
  }

  /** What is here was received by now, whatever its sender's clock said, or one that was set back since: nothing waits for a clock to catch up. */
  receivedNoLaterThan(instant: number): void {
    for (const record of this.#records) record.receivedAt = Math.min(record.receivedAt, instant)
  }

  /** Takes what may be decided on, in order: all up to the first that was received after `knownUntil`. */
  release(knownUntil: number): readonly Record[] {
    const firstUnknown = this.#records.findIndex(({ receivedAt }) => receivedAt > knownUntil)
    const released = firstUnknown === -1 ? this.#records : this.#records.slice(0, firstUnknown)
    this.#records = this.#records.slice(released.length)
    this.#releasedCount += released.length
    for (const { bytes } of released) this.#bytes -= bytes
    return released
  }

  /** Takes the positions before which nothing is held, in order. */
  takePositions(): readonly Position[] {
    const firstHeld = this.#positions.findIndex(({ heldUpTo }) => heldUpTo > this.#releasedCount)
    const taken = firstHeld === -1 ? this.#positions : this.#positions.slice(0, firstHeld)
    this.#positions = this.#positions.slice(taken.length)
    return taken.map(({ position }) => position)
  }
}
