// Shorter, in `npm test`: packages/event-stream/tests/bounded-decoding.test.ts, packages/event-stream/tests/dead-letter-publisher.test.ts
import { readFileSync } from 'node:fs'
import { createGzip, createZstdCompress, gzipSync } from 'node:zlib'
import { deadLetterTopic, eventsTopic } from '@stitchlog/contracts'
import { appendTrackingChanges } from '@stitchlog/store'
import kafkajs, { type Message } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { javaProduce } from '../distributed/java-produce.ts'
import type { ServiceProcess } from '../distributed/service-process.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'
import { TestSystem } from '../distributed/test-system.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

type Codec = keyof typeof CompressionCodecs

const megabyte = 2 ** 20

/** What a stitcher may need beyond what it needs anyway. */
const maxGrowthBytes = 300 * megabyte

const event = (userId: string, spaces = 0) =>
  `${' '.repeat(spaces)}${JSON.stringify({ networkId: 'acme', userId, device: 'web', timeZone: 'Europe/Berlin', occurredAt: Date.now() - 60_000 })}`

describe.runIf(canRunStack())('records that unpack to more than they look like', () => {
  let system: TestSystem
  let stitcher: ServiceProcess
  let usualBytes: number

  beforeAll(async () => {
    system = await TestSystem.start()
    const ingest = await system.startService('ingest')
    await ingest.ready()
    await appendTrackingChanges(system.store, [{ networkId: 'acme', change: 'on', at: Date.now() - 3_600_000, changeId: '1' }])
    await system.takeLargeRecords()
    stitcher = await system.startService('stitcher')
    await stitcher.ready()
    await send([{ value: event('usual') }])
    await system.workedOff(180_000)
    usualBytes = memoryOf(stitcher, 'VmHWM')
  })
  afterAll(async () => {
    await system?.stop()
  })

  async function send(messages: readonly Message[], compression: kafkajs.CompressionTypes = CompressionTypes.None): Promise<void> {
    const producer = system.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    await producer.send({ topic: eventsTopic, compression, messages: messages.map((message) => ({ ...message, partition: 0 })) })
    await producer.disconnect()
  }

  /** Sends a batch of one record with these compressed bytes in place of its own. */
  async function sendPacked(compression: Codec, packed: Buffer): Promise<void> {
    const codec = CompressionCodecs[compression]
    CompressionCodecs[compression] = () => ({ compress: async () => packed, decompress: async (buffer: Buffer) => buffer })
    try {
      await send([{ value: 'anything' }], compression)
    } finally {
      CompressionCodecs[compression] = codec
    }
  }

  test('stop no stitcher, cost little memory, and are passed with a dead letter each', { timeout: 600_000 }, async () => {
    await sendPacked(CompressionTypes.ZSTD, await streamed(createZstdCompress(), 540 * megabyte))
    await send([{ value: event('behind zstd') }])
    await sendPacked(CompressionTypes.GZIP, await streamed(createGzip(), 540 * megabyte))
    await send([{ value: event('behind gzip') }])
    const whole = Buffer.concat([...recordOfSpaces(40 * megabyte)])
    await sendPacked(CompressionTypes.LZ4, await packedBy(CompressionTypes.LZ4, whole))
    await send([{ value: event('behind lz4') }], CompressionTypes.LZ4)
    await sendPacked(CompressionTypes.Snappy, await packedBy(CompressionTypes.Snappy, whole))
    await send([{ value: event('behind snappy') }], CompressionTypes.Snappy)
    await javaProduce(system.stack.environment.KAFKA_BROKERS, 'x', 210_000)

    // Many at once that are each allowed, and that would be too much together.
    const allowed = await streamed(createZstdCompress(), 30 * megabyte)
    for (let sent = 0; sent < 12; sent++) await sendPacked(CompressionTypes.ZSTD, allowed)
    await send([{ value: event('behind many') }], CompressionTypes.ZSTD)

    const nested = gzipSync(event('nested'))
    await send([{ value: nested }, { value: event('behind nested') }], CompressionTypes.ZSTD)
    await send([{ value: event('spaces', 2 * megabyte) }, { value: event('behind spaces') }], CompressionTypes.ZSTD)
    await send([{ value: event('large key'), key: Buffer.alloc(5 * megabyte, 'k') }], CompressionTypes.ZSTD)
    await sendPacked(CompressionTypes.ZSTD, await packedBy(CompressionTypes.ZSTD, recordWithHeaders(event('many headers'), 100_000)))
    await send([{ value: event('last') }])
    await system.workedOff(300_000)

    const users = new Set((await system.sessionParts()).map(({ userId }) => userId))
    const behind = ['gzip', 'lz4', 'many', 'nested', 'snappy', 'spaces', 'zstd'].map((what) => `behind ${what}`)
    expect([...users].sort()).toEqual([...behind, 'large key', 'last', 'many headers', 'usual'])

    const letters = await system.readTopic(deadLetterTopic)
    for (const { header } of letters) expect(header('reason')).toBe('malformed')
    const batches = letters.filter(({ header }) => header('source.last.offset') !== undefined)
    const lengths = batches.map(({ header }) => Number(header('source.last.offset')) - Number(header('source.offset')) + 1)
    expect(lengths.sort((a, b) => a - b)).toEqual([1, 1, 1, 1, 210_000])
    const values = letters.filter((letter) => !batches.includes(letter))
    // The nested one is kept as it is, each of the others cut.
    expect(values.filter(({ value }) => value?.equals(nested))).toHaveLength(1)
    const sizes = values.flatMap(({ header }) => header('source.bytes') ?? []).map(Number)
    expect(sizes.filter((size) => size === 30 * megabyte)).toHaveLength(12)
    expect(sizes.filter((size) => size > 2 * megabyte && size < 3 * megabyte)).toHaveLength(1)
    expect(values).toHaveLength(14)

    const metrics = await (await fetch(`${stitcher.address}/metrics`)).text()
    expect(metrics).toContain('stitchlog_stitcher_batches_unreadable_total 5')
    expect(metrics).toContain('stitchlog_stitcher_events_dropped_total{reason="malformed"} 19')
    expect(memoryOf(stitcher, 'VmHWM') - usualBytes).toBeLessThan(maxGrowthBytes)
  })
})

/** The records part of a batch: one record whose value is so many spaces. */
function* recordOfSpaces(bytes: number): Generator<Buffer> {
  // Attributes, timestamp delta, offset delta, no key; then the value, and no headers.
  const before = Buffer.concat([Buffer.from([0, 0, 0, 1]), varint(bytes)])
  yield varint(before.length + bytes + 1)
  yield before
  const chunk = Buffer.alloc(megabyte, ' ')
  for (let left = bytes; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(left, chunk.length))
  yield Buffer.from([0])
}

/** The same with a value, and with so many headers, each of its own name. */
function recordWithHeaders(value: string, count: number): Buffer {
  const headers = Array.from({ length: count }, (_, nth) => Buffer.from([10, ...Buffer.from(String(nth).padStart(5, '0')), 0]))
  const bytes = Buffer.from(value)
  const record = Buffer.concat([Buffer.from([0, 0, 0, 1]), varint(bytes.length), bytes, varint(count), ...headers])
  return Buffer.concat([varint(record.length), record])
}

/** A length as Kafka writes it: zigzag, and 7 bits a byte. */
function varint(length: number): Buffer {
  const bytes: number[] = []
  let left = 2 * length
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left & 0x7f) | 0x80)
  return Buffer.from([...bytes, left])
}

async function streamed(compress: ReturnType<typeof createGzip>, bytes: number): Promise<Buffer> {
  const packed: Buffer[] = []
  compress.on('data', (chunk: Buffer) => packed.push(chunk))
  for (const part of recordOfSpaces(bytes)) if (!compress.write(part)) await new Promise((resolve) => compress.once('drain', resolve))
  compress.end()
  await new Promise((resolve) => compress.once('end', resolve))
  return Buffer.concat(packed)
}

const packedBy = async (codec: Codec, buffer: Buffer): Promise<Buffer> => await CompressionCodecs[codec]().compress({ buffer })

/** What the kernel says of a process's memory. */
function memoryOf({ pid }: ServiceProcess, what: 'VmHWM'): number {
  const kilobytes = new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
