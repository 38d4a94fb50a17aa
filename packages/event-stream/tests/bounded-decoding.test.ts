import fc from 'fast-check'
import kafkajs, { type KafkaMessage } from 'kafkajs'
import { expect, test } from 'vitest'
import { registerCodecs } from '../src/kafka/codecs.ts'
import { maxUnpackedBytes } from '../src/kafka/unpacked-limit.ts'
import { checked, Decoder, decodeMessages, Encoder, MessageSet, Record, RecordBatch } from './kafkajs-internals.ts'

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

/** A batch of one record with a value, `{}`, whose bytes after the value are these: what it says of its headers. */
async function batchEndingWith(headers: readonly number[]): Promise<Buffer> {
  const [plain, none] = [await batchOf(CompressionTypes.None, ['{}']), 1]
  const length = plain.length - headerBytes - 1 - none + headers.length
  const written = Buffer.concat([
    plain.subarray(0, headerBytes),
    varint(length),
    plain.subarray(headerBytes + 1, plain.length - none),
    Buffer.from(headers),
  ])
  written.writeInt32BE(written.length - 12, 8)
  return checked(written)
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value * 2; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0))
    if (rest < 128) return Buffer.from(bytes)
  }
}

const emptyHeader = [0, 0]

test.each([
  ['says that it has 134 million headers, and has none', [...varint(2 ** 27)]],
  ['has a header whose value ends before it begins', [...varint(2 ** 27), 0, 7, ...Array<number>(20).fill(0)]],
  ['has a header whose key ends before it begins', [...varint(2 ** 27), 7, ...Array<number>(20).fill(0)]],
  ['says that it has less than no headers', [5]],
  ['has more headers than a batch of records may have', [...varint(200_001), ...Array.from({ length: 200_001 }, () => emptyHeader).flat()]],
])('a record that %s is passed, in little time and memory', async (_, headers) => {
  const messages = await decoded(await batchEndingWith(headers), await batchOf(CompressionTypes.None, ['behind'], 1))
  expect(messages.map(({ unreadable }) => unreadable !== undefined)).toEqual([true, false])
  expect(messages.at(-1)?.value?.toString()).toBe('behind')
})

test('a record with as many headers as a batch may have is read', async () => {
  const headers = Array.from({ length: 200_000 }, () => emptyHeader).flat()
  const [message] = await decoded(await batchEndingWith([...varint(200_000), ...headers]))
  expect(message?.value?.toString()).toBe('{}')
})

test.each([0, 1])('a message set of version %i whose value ends before it begins is an error, and no endless loop', async (messageVersion) => {
  const set: Buffer = MessageSet({ messageVersion, compression: 0, entries: [{ key: null, value: Buffer.from('{}'), timestamp: 5 }] }).buffer
  const sizeOfValue = set.length - 6
  expect(set.readInt32BE(sizeOfValue)).toBe(2)
  set.writeInt32BE(-set.length, sizeOfValue)
  await expect(decoded(set)).rejects.toThrow()
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
