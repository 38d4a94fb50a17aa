import type { PackedRecords } from '@stitchlog/event-stream'

export interface InputLine {
  /** From 1; blank lines count. */
  readonly line: number
  /** Without the line end. */
  readonly value: Buffer
}

const firstLines = 1024

/** Lines that lie in the same bytes, one after the other. Its memory is used again and again. */
export class Lines implements PackedRecords<InputLine> {
  bytes: Buffer = Buffer.alloc(0)
  #places = new Int32Array(2 * firstLines)
  #numbers = new Float64Array(firstLines)
  #length = 0

  get length(): number {
    return this.#length
  }

  from(n: number): number {
    return this.#places[2 * n] ?? 0
  }

  until(n: number): number {
    return this.#places[2 * n + 1] ?? 0
  }

  /** A file does not know when it got a line. */
  timestamp(_n: number): number {
    return Number.POSITIVE_INFINITY
  }

  at(n: number): InputLine | undefined {
    const line = this.#numbers[n]
    if (line === undefined || n >= this.#length) return
    return { line, value: this.bytes.subarray(this.from(n), this.until(n)) }
  }

  *[Symbol.iterator](): Generator<InputLine> {
    for (let n = 0; n < this.#length; n++) {
      const line = this.at(n)
      if (line !== undefined) yield line
    }
  }

  /**
   * Adds a line.
   *
   * @param line its number
   * @param from where it begins in `bytes`
   * @param until where it ends: the index of the byte after it
   */
  add(line: number, from: number, until: number): void {
    const n = this.#length++
    if (n >= this.#numbers.length) this.#grow()
    this.#places[2 * n] = from
    this.#places[2 * n + 1] = until
    this.#numbers[n] = line
  }

  /** The bytes stay, for the lines that are added next. */
  free(): void {
    this.#length = 0
  }

  #grow(): void {
    const [places, numbers] = [this.#places, this.#numbers]
    this.#places = new Int32Array(2 * places.length)
    this.#places.set(places)
    this.#numbers = new Float64Array(2 * numbers.length)
    this.#numbers.set(numbers)
  }
}
