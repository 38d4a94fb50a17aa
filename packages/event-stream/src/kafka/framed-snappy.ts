import { uncompressSync } from 'snappy'

/** The first bytes of Java's snappy streams. Two version numbers of 4 bytes follow. */
const streamHeader = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
const blocksStart = streamHeader.length + 8

/** Decompresses snappy as Kafka clients write it: one bare block, or (Java) a stream of blocks, each preceded by its length in 4 bytes. */
export function uncompressFramedSnappy(buffer: Buffer): Buffer {
  if (!buffer.subarray(0, streamHeader.length).equals(streamHeader)) return uncompress(buffer)
  const blocks: Buffer[] = []
  for (let start = blocksStart; start < buffer.length; ) {
    const length = buffer.readUInt32BE(start)
    blocks.push(uncompress(buffer.subarray(start + 4, start + 4 + length)))
    start += 4 + length
  }
  return Buffer.concat(blocks)
}

function uncompress(block: Buffer): Buffer {
  const uncompressed = uncompressSync(block, { asBuffer: true })
  return typeof uncompressed === 'string' ? Buffer.from(uncompressed) : uncompressed
}
