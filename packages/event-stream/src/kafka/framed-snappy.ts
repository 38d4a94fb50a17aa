import { uncompressSync } from 'snappy'
import { UnpacksToTooMuch } from './unpacked-limit.ts'

/** The first bytes of Java's snappy streams. Two version numbers of 4 bytes follow. */
const streamHeader = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
const blocksStart = streamHeader.length + 8

/**
 * Decompresses snappy as Kafka clients write it: one bare block, or (Java) a stream of blocks, each preceded by its length in 4 bytes.
 *
 * @param limit how many bytes it may unpack to
 * @throws UnpacksToTooMuch before it has unpacked more; another error for what is no snappy
 */
export function uncompressFramedSnappy(buffer: Buffer, limit: number): Buffer {
  if (!buffer.subarray(0, streamHeader.length).equals(streamHeader)) return uncompress(buffer, limit)
  const blocks: Buffer[] = []
  let left = limit
  for (let start = blocksStart; start < buffer.length; ) {
    const length = buffer.readUInt32BE(start)
    const block = uncompress(buffer.subarray(start + 4, start + 4 + length), left)
    left -= block.length
    blocks.push(block)
    start += 4 + length
  }
  return Buffer.concat(blocks)
}

function uncompress(block: Buffer, limit: number): Buffer {
  if (unpackedLength(block) > limit) throw new UnpacksToTooMuch()
  const uncompressed = uncompressSync(block, { asBuffer: true })
  return typeof uncompressed === 'string' ? Buffer.from(uncompressed) : uncompressed
}

/** A block begins with the length that it unpacks to: 7 bits a byte, the lowest first. It unpacks to that length or not at all. */
function unpackedLength(block: Buffer): number {
  let length = 0
  for (const [index, byte] of block.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) break
  }
  return length
}
