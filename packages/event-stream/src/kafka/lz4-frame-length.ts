const magic = 0x184d2204
const skippableMagic = 0x184d2a50
const minMatch = 4

/**
 * The length of what LZ4 frames unpack to, in bytes, found without unpacking them: the library unpacks without a limit.
 *
 * @param limit no need to count further
 * @returns at most a block's worth over `limit`
 * @throws RangeError if the frames end too early; what else may be wrong with them, unpacking finds
 */
export function lz4FrameLength(frames: Buffer, limit: number): number {
  let length = 0
  let at = 0
  while (at < frames.length && length <= limit) {
    const found = frames.readUInt32LE(at)
    if ((found & 0xfffffff0) >>> 0 === skippableMagic) {
      at += 8 + frames.readUInt32LE(at + 4)
      continue
    }
    if (found !== magic) return length
    const flags = frames.readUInt8(at + 4)
    const has = (bit: number) => (flags & (1 << bit)) !== 0
    const [hasDictionary, hasContentChecksum, hasContentSize, hasBlockChecksum] = [has(0), has(2), has(3), has(4)]
    at += 4 + 2 + (hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1
    for (;;) {
      const header = frames.readUInt32LE(at)
      at += 4
      if (header === 0) break
      const size = header & 0x7fffffff
      const isStored = header >>> 31 === 1
      length += isStored ? size : blockLength(frames, at, Math.min(at + size, frames.length))
      if (length > limit) return length
      at += size + (hasBlockChecksum ? 4 : 0)
    }
    if (hasContentChecksum) at += 4
  }
  return length
}

/** A block is a list of sequences: some literal bytes, then a match, whose lengths stand in front of them. */
function blockLength(bytes: Buffer, start: number, end: number): number {
  let length = 0
  let at = start
  const extended = (nibble: number) => {
    let sum = nibble
    if (nibble !== 15) return sum
    for (let byte = 255; byte === 255 && at < end; ) {
      byte = bytes[at++] ?? 0
      sum += byte
    }
    return sum
  }
  while (at < end) {
    const token = bytes[at++] ?? 0
    const literals = extended(token >>> 4)
    length += literals
    at += literals
    // The last sequence has literals only.
    if (at >= end) break
    at += 2
    length += extended(token & 15) + minMatch
  }
  return length
}
