import { promisify } from 'node:util'
import { gzip, type InputType, unzip, zstdCompress, zstdDecompress } from 'node:zlib'
import kafkajs from 'kafkajs'
import { compressFrame, decompressFrame } from 'lz4-napi'
import { compress as compressSnappy } from 'snappy'
import { uncompressFramedSnappy } from './framed-snappy.ts'
import { lz4FrameLength } from './lz4-frame-length.ts'
import { maxUnpackedBytes, UnpacksToTooMuch } from './unpacked-limit.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

interface Encoder {
  readonly buffer: Buffer
}

/**
 * Registers the compression codecs that producers use. kafkajs itself knows only gzip, without a limit to what it unpacks, and its consumer stops at any
 * other codec. kafkajs keeps one registry for the whole process.
 *
 * Each of them throws `UnpacksToTooMuch` beyond `maxUnpackedBytes`, before it has the memory for it.
 */
export function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.GZIP] = () => ({
    compress: async ({ buffer }: Encoder) => await promisify(gzip)(buffer),
    decompress: (buffer: Buffer) => limited((bytes, options) => promisify(unzip)(bytes, options), buffer),
  })
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: async ({ buffer }: Encoder) => await compressSnappy(buffer),
    decompress: async (buffer: Buffer) => uncompressFramedSnappy(buffer, maxUnpackedBytes),
  })
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: async ({ buffer }: Encoder) => await compressFrame(buffer),
    async decompress(buffer: Buffer) {
      if (lz4FrameLength(buffer, maxUnpackedBytes) > maxUnpackedBytes) throw new UnpacksToTooMuch()
      return await decompressFrame(buffer)
    },
  })
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async ({ buffer }: Encoder) => await promisify(zstdCompress)(buffer),
    decompress: (buffer: Buffer) => limited((bytes, options) => promisify(zstdDecompress)(bytes, options), buffer),
  })
}

/** Unpacks with a function of zlib. */
async function limited(unpack: (bytes: InputType, options: { maxOutputLength: number }) => Promise<Buffer>, buffer: Buffer): Promise<Buffer> {
  try {
    return await unpack(buffer, { maxOutputLength: maxUnpackedBytes })
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw isTooLarge ? new UnpacksToTooMuch() : error
  }
}
