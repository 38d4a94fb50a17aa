import { Lines } from './lines.ts'

/** Far more than any meaningful line. It bounds the memory for a file without line ends. */
const maxLineBytes = 16 * 2 ** 20

const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const tab = 0x09
const byteOrderMark = Buffer.from('\uFEFF')

/**
 * Splits bytes that come in chunks into lines. All lines are in the splitter's own memory, which the next chunk takes over: nothing is left of a chunk
 * for a garbage collection to look after.
 */
export class LineSplitter {
  readonly #lines = new Lines()
  #bytes = Buffer.alloc(0)
  /** The beginning of the line whose end has not come yet: no more of it than is kept. */
  #unfinished = { from: 0, until: 0 }
  /** Whether anything came of that line. */
  #hasBegun = false
  #line = 1

  /** The lines that end in a chunk and are not blank. They last until the next call. */
  split(chunk: Buffer): Lines {
    this.#lines.free()
    const firstEnd = chunk.indexOf(lineFeed)
    const kept = Math.min(firstEnd === -1 ? chunk.length : firstEnd, maxLineBytes - (this.#unfinished.until - this.#unfinished.from))
    if (firstEnd === -1) {
      this.#hasBegun ||= chunk.length > 0
      this.#append(chunk.subarray(0, kept), 0)
      return this.#lines
    }
    // The first line ends with its end, or where it is cut; the others follow it.
    const end = this.#append(chunk.subarray(0, kept), chunk.length - firstEnd)
    this.#finish(0, end)
    const total = end + chunk.copy(this.#bytes, end, firstEnd)
    let from = end + 1
    const bytes = this.#bytes.subarray(0, total)
    for (let until = bytes.indexOf(lineFeed, from); until !== -1; until = bytes.indexOf(lineFeed, from)) {
      this.#finish(from, until)
      from = until + 1
    }
    this.#unfinished = { from, until: Math.min(total, from + maxLineBytes) }
    this.#hasBegun = from < total
    return this.#lines
  }

  /** The last line, if it ends with the file. */
  end(): Lines {
    this.#lines.free()
    if (this.#hasBegun) this.#finish(this.#unfinished.from, this.#unfinished.until)
    return this.#lines
  }

  /**
   * Moves the line that was begun to the front, and adds bytes to it.
   *
   * @param room how many bytes will follow these
   * @returns where they end
   */
  #append(bytes: Buffer, room: number): number {
    const { from, until } = this.#unfinished
    const length = until - from
    const end = length + bytes.length
    if (end + room > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * (end + room))
      this.#bytes.copy(larger, 0, from, until)
      this.#bytes = larger
    } else if (from > 0) this.#bytes.copyWithin(0, from, until)
    this.#lines.bytes = this.#bytes
    bytes.copy(this.#bytes, length)
    this.#unfinished = { from: 0, until: end }
    return end
  }

  #finish(begin: number, end: number): void {
    const bytes = this.#bytes
    const hasMark = this.#line === 1 && end - begin >= byteOrderMark.length && byteOrderMark.compare(bytes, begin, begin + byteOrderMark.length) === 0
    const from = hasMark ? begin + byteOrderMark.length : begin
    const until = end > from && bytes[end - 1] === carriageReturn ? end - 1 : end
    if (!isBlank(bytes, from, until)) this.#lines.add(this.#line, from, until)
    this.#line++
  }
}

/** Whether there is only JSON white space. */
function isBlank(bytes: Buffer, from: number, until: number): boolean {
  for (let at = from; at < until; at++) {
    const byte = bytes[at]
    if (byte !== space && byte !== tab && byte !== carriageReturn) return false
  }
  return true
}
