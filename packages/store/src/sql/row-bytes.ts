import { dateTextOf } from '@stitchlog/timeline'
import { textField } from './tab-separated.ts'

const dayMs = 86_400_000

const backslash = 0x5c
const firstBeyondAscii = 0x80
const zero = 0x30
const colon = 0x3a
const dot = 0x2e
const timeMark = 0x54

/** Rows in the TabSeparated format, field by field: the same bytes as `textField` and `instantField` give, and no strings to be collected for each. */
export class RowBytes {
  #bytes: Buffer
  #length = 0

  /** @param expected how many bytes there will be, about */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(64, expected))
  }

  /** @param end `\t`, or `\n` after the last field of a row */
  text(text: string, end: '\t' | '\n'): void {
    this.#makeRoom(text.length + 1)
    if (!this.#addAscii(text)) {
      const field = textField(text)
      this.#makeRoom(Buffer.byteLength(field) + 1)
      this.#length += this.#bytes.write(field, this.#length)
    }
    this.#bytes[this.#length++] = end.charCodeAt(0)
  }

  /** @param instant a whole number of milliseconds since 1970 */
  instant(instant: number, end: '\t' | '\n'): void {
    const day = Math.floor(instant / dayMs)
    const date = dateTextOf(day)
    this.#makeRoom(date.length + 14)
    this.#addAscii(date)
    this.#bytes[this.#length++] = timeMark
    const ms = instant - day * dayMs
    const seconds = Math.floor(ms / 1000)
    const minutes = Math.floor(seconds / 60)
    this.#addDigits(Math.floor(minutes / 60), 10, colon)
    this.#addDigits(minutes % 60, 10, colon)
    this.#addDigits(seconds % 60, 10, dot)
    this.#addDigits(ms % 1000, 100, end.charCodeAt(0))
  }

  /** All of them, so far. Nothing may be added afterwards. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Gives the memory back, once nobody reads it any more: that of a few flushes is enough to have all of the heap collected. */
  free(): void {
    const { buffer } = this.#bytes
    this.#bytes = Buffer.alloc(0)
    this.#length = 0
    // Small buffers are parts of a common one.
    if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0)
  }

  /** @returns whether all of it could be added, which otherwise was not */
  #addAscii(text: string): boolean {
    const bytes = this.#bytes
    const start = this.#length
    for (let n = 0; n < text.length; n++) {
      const code = text.charCodeAt(n)
      if (code >= firstBeyondAscii || code === backslash) return false
      bytes[start + n] = code
    }
    this.#length = start + text.length
    return true
  }

  /** Adds a number of as many digits as `unit` has, and a byte. */
  #addDigits(number: number, unit: number, then: number): void {
    const bytes = this.#bytes
    let left = number
    for (let divisor = unit; divisor >= 1; divisor /= 10) {
      const digit = Math.floor(left / divisor)
      bytes[this.#length++] = zero + digit
      left -= digit * divisor
    }
    bytes[this.#length++] = then
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return
    const longer = Buffer.allocUnsafe(2 * (this.#bytes.length + bytes))
    this.#bytes.copy(longer, 0, 0, this.#length)
    this.#bytes = longer
  }
}
