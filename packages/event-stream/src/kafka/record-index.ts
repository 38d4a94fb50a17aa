/** Where the records of a batch lie in some bytes, by their number from 0. */
export interface RecordIndex {
  readonly offsets: Float64Array
  /** Epoch milliseconds. */
  readonly timestamps: Float64Array
  /** Where the value begins; -1 for a record without one. */
  readonly from: Int32Array
  /** Where the value ends: the index of the byte after it. */
  readonly until: Int32Array
}

/** An index to be filled. All of it is one piece of memory. */
export function newIndex(count: number): RecordIndex {
  const memory = new ArrayBuffer(24 * count)
  return {
    offsets: new Float64Array(memory, 0, count),
    timestamps: new Float64Array(memory, 8 * count, count),
    from: new Int32Array(memory, 16 * count, count),
    until: new Int32Array(memory, 20 * count, count),
  }
}

/** Where the records of a batch lie, and what its header says of them. */
export interface RecordsHeader {
  /** In the bytes: of the first record. */
  readonly begin: number
  /** After the last one. */
  readonly end: number
  readonly recordCount: number
  readonly firstOffset: number
  readonly lastOffsetDelta: number
  readonly firstTimestamp: number
  /** The timestamp of all records, if the broker set it. */
  readonly appendedAt: number | undefined
}

/**
 * Finds the unpacked records of a batch, each of which is: length, attributes, timestamp delta, offset delta, key, value, headers.
 *
 * @param refusedHeader the key of a header that no record may have
 * @returns undefined unless the bytes are exactly these records, in the order of their offsets, with numbers of ordinary size
 */
export function indexRecords(bytes: Buffer, header: RecordsHeader, refusedHeader: Buffer): RecordIndex | undefined {
  const { begin, end: endOfAll, recordCount, firstOffset, lastOffsetDelta, firstTimestamp, appendedAt } = header
  const index = newIndex(recordCount)
  const { offsets, timestamps, from, until } = index
  const reader = new VarintReader(bytes, begin)
  let lastDelta = -1
  for (let n = 0; n < recordCount; n++) {
    const length = reader.int()
    const end = reader.at + length
    if (length < 1 || end > endOfAll) return
    reader.at++ // attributes, of which there are none
    const timestampDelta = reader.long()
    const offsetDelta = reader.int()
    if (offsetDelta <= lastDelta || offsetDelta > lastOffsetDelta) return
    lastDelta = offsetDelta
    reader.skip(reader.int()) // key
    const valueLength = reader.int()
    offsets[n] = firstOffset + offsetDelta
    timestamps[n] = appendedAt ?? firstTimestamp + timestampDelta
    from[n] = valueLength === -1 ? -1 : reader.at
    reader.skip(valueLength)
    until[n] = reader.at
    for (let left = reader.int(); left !== 0; left--) {
      // More of them than there are bytes, or fewer than none.
      if (left < 0 || reader.at >= end || !reader.isUsual) return
      const keyLength = reader.int()
      if (keyLength < 0 || refusedHeader.equals(bytes.subarray(reader.at, reader.at + keyLength))) return
      reader.skip(keyLength)
      reader.skip(reader.int())
    }
    if (reader.at !== end || !reader.isUsual) return
  }
  return reader.at === endOfAll ? index : undefined
}

/** Reads Kafka's variable-length integers. It only ever goes forward. */
class VarintReader {
  at: number
  /** False once a number was too long, or not all there, or negative where it must not be. What was read since is without meaning. */
  isUsual = true
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  /** A number of at most 4 bytes. */
  int(): number {
    const first = this.#byte()
    if (first < 0x80) return (first >>> 1) ^ -(first & 1)
    let value = first & 0x7f
    for (let shift = 7; shift <= 21; shift += 7) {
      const byte = this.#byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
    return this.#unusual()
  }

  /** A number of at most 7 bytes, which is exact as a double. */
  long(): number {
    let value = 0
    for (let scale = 1; scale <= 2 ** 42; scale *= 128) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
    return this.#unusual()
  }

  /** @param length in bytes; -1 stands for nothing that could be skipped */
  skip(length: number): void {
    if (length < -1) this.isUsual = false
    else if (length > 0) this.at += length
  }

  #byte(): number {
    return this.#bytes[this.at++] ?? this.#unusual()
  }

  #unusual(): number {
    this.isUsual = false
    return 0
  }
}
