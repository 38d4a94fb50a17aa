import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import kafkajs from 'kafkajs'
import { compressFrame, decompressFrame } from 'lz4-napi'
import { compress as compressSnappy } from 'snappy'
import { uncompressFramedSnappy } from './framed-snappy.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

interface Encoder {
  readonly buffer: Buffer
}

/**
 * Registers the compression codecs that other producers use. kafkajs itself knows only gzip, and its consumer stops at any other codec. kafkajs keeps
 * one registry for the whole process.
 */
export function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: async ({ buffer }: Encoder) => await compressSnappy(buffer),
    decompress: async (buffer: Buffer) => uncompressFramedSnappy(buffer),
  })
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: async ({ buffer }: Encoder) => await compressFrame(buffer),
    decompress: async (buffer: Buffer) => await decompressFrame(buffer),
  })
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async ({ buffer }: Encoder) => await promisify(zstdCompress)(buffer),
    decompress: async (buffer: Buffer) => await promisify(zstdDecompress)(buffer),
  })
}
