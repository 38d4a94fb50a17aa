import { createRequire } from 'node:module'
import fc from 'fast-check'
import kafkajs, { type KafkaMessage } from 'kafkajs'
import { expect, test } from 'vitest'
import { registerCodecs } from '../src/kafka/codecs.ts'
import { maxUnpackedBytes } from '../src/kafka/unpacked-limit.ts'

// What is patched is not what kafkajs exports.
const load = createRequire(import.meta.resolve('kafkajs'))
const Encoder = load('./src/protocol/encoder.js')
const Decoder = load('./src/protocol/decoder.js')
const { RecordBatch } = load('./src/protocol/recordBatch/v0/index.js')
const Record = load('./src/protocol/recordBatch/record/v0/index.js')
const crc32C = load('./src/protocol/recordBatch/crc32C/index.js')
const decodeMessages = load('./src/protocol/requests/fetch/v4/decodeMessages.js')

const { CompressionCodecs, CompressionTypes } = kafkajs
registerCodecs()

const codecs = [CompressionTypes.GZIP, CompressionTypes.Snappy, CompressionTypes.LZ4, CompressionTypes.ZSTD] as const
const compressions = [CompressionTypes.None, ...codecs] as const

type Decoded = KafkaMessage & { readonly unreadable?: { readonly firstOffset: string; readonly reason: string } }

async function batchOf(compression: (typeof compressions)[number], values: readonly string[], firstOffset = 0): Promise<Buffer> {
  const records = values.map((value, nth) => Record({ offsetDelta: nth, timestampDelta: 0, key: null, value: Buffer.from(value), headers: {} }))
  const { buffer } = await RecordBatch({ compression, firstOffset, firstTimestamp: 1, maxTimestamp: 2, lastOffsetDelta: values.length - 1, records })
  return buffer
}

/** What a fetch of batches is decoded to. */
async function decoded(...batches: Buffer[]): Promise<Decoded[]> {
  const bytes = Buffer.concat(batches)
  return await decodeMessages(new Decoder(new Encoder().writeInt32(bytes.length).writeBuffer(bytes).buffer))
}

const headerBytes = 61

/** The checksum of what follows it, set right. */
function checked(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32C(batch.subarray(21)), 17)
  return batch
}

test.each(compressions)('whatever a batch contains, what is behind it is read (codec %i)', async (compression) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ maxLength: 50 }), { minLength: 1, maxLength: 20 }),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 5 }),
      async (values, changes) => {
        const batch = await batchOf(compression, values)
        // Anything but the place and the kind of the batch: the log knows these.
        for (const [at, byte] of changes) batch[headerBytes - 4 + (at % (batch.length - headerBytes + 4))] = byte
        const messages = await decoded(checked(batch), await batchOf(compression, ['behind'], values.length))
        expect(messages.at(-1)?.value?.toString()).toBe('behind')
        const [first] = messages
        if (first?.unreadable !== undefined) expect([first.unreadable.firstOffset, first.offset]).toEqual(['0', String(values.length - 1)])
      },
    ),
    { numRuns: 300 },
  )
})

test.each(codecs)('what unpacks to too much is passed, and what is at the limit is read (codec %i)', async (compression) => {
  const codec = CompressionCodecs[compression]()
  const packed: Buffer = await codec.compress({ buffer: Buffer.alloc(maxUnpackedBytes) })
  expect((await codec.decompress(packed)).length).toBe(maxUnpackedBytes)
  const bomb: Buffer = await codec.compress({ buffer: Buffer.alloc(maxUnpackedBytes + 1) })
  await expect(codec.decompress(bomb)).rejects.toThrow('unpacks to more than')
})

test('a batch with a wrong checksum is an error: it was damaged on its way, and is fetched again', async () => {
  const batch = await batchOf(CompressionTypes.GZIP, ['one', 'two'])
  batch[headerBytes + 2] = 99
  await expect(decoded(batch)).rejects.toThrow()
})

test('once enough is unpacked, the rest is left to the next fetch', async () => {
  const large = await batchOf(CompressionTypes.ZSTD, ['x'.repeat(17 * 2 ** 20)])
  expect(await decoded(large, await batchOf(CompressionTypes.ZSTD, ['behind'], 1))).toHaveLength(1)
  const many = await batchOf(CompressionTypes.ZSTD, ['small'])
  expect(await decoded(many, await batchOf(CompressionTypes.ZSTD, ['behind'], 1))).toHaveLength(2)
})
