import { afterEach, describe, expect, test } from 'vitest'
import type { BatchSource, EventStream, SourceRecord } from '../src/index.ts'

const record = (text: string, key = 'network:user') => ({ key, value: Buffer.from(text) })
const textsOf = (records: Iterable<SourceRecord>) => Array.from(records, ({ value }) => value.toString())

/**
 * What every driver guarantees. A publication may resolve only when its records are safe, so no test awaits one without a consumer.
 *
 * @param open opens a separate stream for each test
 */
export function describeEventStream<Position>(name: string, open: () => Promise<EventStream<Position>>): void {
  describe(`the ${name} event stream`, () => {
    const streams: EventStream<Position>[] = []
    const openStream = async () => {
      const stream = await open()
      streams.push(stream)
      return stream
    }
    afterEach(async () => {
      await Promise.all(streams.splice(0).map((stream) => stream.close()))
    })

    test('delivers what is published, byte for byte and in order', async () => {
      const stream = await openStream()
      const texts = ['{"a":1}', 'no json', '', '\u{1F600}', 'x'.repeat(100_000)]
      const published = Promise.all(texts.map((text) => stream.publish([record(text)])))
      expect(await consume(stream.source(), texts.length)).toEqual(texts)
      await published
    })

    test('says when a record was taken in', async () => {
      const stream = await openStream()
      const before = Date.now()
      const published = stream.publish([record('a')])
      const [first] = await collect(stream.source(), 1)
      expect(first?.timestamp).toBeGreaterThanOrEqual(before - 1000)
      expect(first?.timestamp).toBeLessThanOrEqual(Date.now() + 1000)
      await published
    })

    test('delivers again what was not committed', async () => {
      const stream = await openStream()
      const published = stream.publish([record('a'), record('b')])
      for await (const batch of stream.source().batches()) if (batch.records.length > 0) break
      expect(await consume(stream.source(), 2)).toEqual(['a', 'b'])
      await published
    })

    test('ends a source when it is closed, after what was published', async () => {
      const stream = await openStream()
      const published = stream.publish([record('a')])
      const source = stream.source()
      const texts: string[] = []
      for await (const { records, position } of source.batches()) {
        texts.push(...textsOf(records))
        await source.commit([position])
        await published
        await stream.close()
      }
      expect(texts).toEqual(['a'])
    })

    test('takes no more once it is closed', async () => {
      const stream = await openStream()
      await stream.close()
      await expect(stream.publish([record('a')])).rejects.toThrow()
    })

    test('has nothing to do for no records', async () => {
      const stream = await openStream()
      await stream.publish([])
    })
  })
}

/** Reads and commits until `count` records have come. */
async function consume<Position>(source: BatchSource<SourceRecord, Position>, count: number): Promise<string[]> {
  return textsOf(await collect(source, count))
}

async function collect<Position>(source: BatchSource<SourceRecord, Position>, count: number): Promise<SourceRecord[]> {
  const all: SourceRecord[] = []
  for await (const { records, position } of source.batches()) {
    all.push(...records)
    await source.commit([position])
    if (all.length >= count) break
  }
  return all
}
