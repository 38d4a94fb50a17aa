import { setTimeout } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { EmbeddedEventStream, StreamBusy } from '../src/index.ts'
import { describeEventStream } from './event-stream-contract.ts'

describeEventStream('embedded', async () => new EmbeddedEventStream(1000, Date.now))

const record = { key: 'network:user', value: Buffer.from('{}') }

describe('the embedded event stream in particular', () => {
  test('answers a publication when it is committed, and not before', async () => {
    const stream = new EmbeddedEventStream(1000, Date.now)
    const answered: string[] = []
    const first = stream.publish([record]).then(() => answered.push('first'))
    const source = stream.source()
    const batches = source.batches()[Symbol.asyncIterator]()
    const batch = await batches.next()
    const second = stream.publish([record]).then(() => answered.push('second'))
    await setTimeout(20)
    expect(answered).toEqual([])
    if (!batch.done) await source.commit([batch.value.position])
    await first
    await setTimeout(20)
    expect(answered).toEqual(['first'])
    const next = await batches.next()
    if (!next.done) await source.commit([next.value.position])
    await second
  })

  test('takes no more than it has room for, and has room again after a commit', async () => {
    const stream = new EmbeddedEventStream(2, Date.now)
    const waiting = stream.publish([record, record])
    await expect(stream.publish([record])).rejects.toThrow(StreamBusy)
    const source = stream.source()
    for await (const { position } of source.batches()) {
      await source.commit([position])
      break
    }
    await waiting
    const again = stream.publish([record])
    for await (const { position } of source.batches()) {
      await source.commit([position])
      break
    }
    await again
  })

  test('refuses what waits, and what comes, once its stitcher has failed', async () => {
    const stream = new EmbeddedEventStream(1000, Date.now)
    const waiting = stream.publish([record])
    stream.fail(new Error('the disk is full'))
    await expect(waiting).rejects.toThrow('the disk is full')
    await expect(stream.publish([record])).rejects.toThrow('the disk is full')
  })

  test('refuses what waits while its stitcher goes on trying, and answers what comes later', async () => {
    const stream = new EmbeddedEventStream(2, Date.now)
    const waiting = stream.publish([record])
    const source = stream.source()
    const batches = source.batches()[Symbol.asyncIterator]()
    const first = await batches.next()
    const undelivered = stream.publish([record])
    stream.refuseWaiting(new Error('the disk is full'))
    await expect(waiting).rejects.toThrow('the disk is full')
    await expect(undelivered).rejects.toThrow('the disk is full')
    // They may still be stored, so they still occupy their place.
    expect(stream.waitingMs).toBeGreaterThan(0)
    await expect(stream.publish([record])).rejects.toThrow(StreamBusy)
    const second = await batches.next()
    for (const batch of [first, second]) if (!batch.done) await source.commit([batch.value.position])
    expect(stream.waitingMs).toBe(0)
    const later = stream.publish([record])
    const third = await batches.next()
    if (!third.done) await source.commit([third.value.position])
    await later
  })

  test('refuses what is not stored in time', async () => {
    vi.useFakeTimers()
    try {
      const stream = new EmbeddedEventStream(10, Date.now)
      const waiting = expect(stream.publish([record])).rejects.toThrow('not stored in time')
      await vi.advanceTimersByTimeAsync(10_000)
      await waiting
    } finally {
      vi.useRealTimers()
    }
  })

  test('gives out many publications together, in batches of bounded size', async () => {
    const stream = new EmbeddedEventStream(100_000, Date.now)
    const published = Array.from({ length: 25 }, () => stream.publish(Array.from({ length: 1000 }, () => record)))
    const source = stream.source()
    const sizes: number[] = []
    for await (const { records, position } of source.batches()) {
      sizes.push(records.length)
      await source.commit([position])
      if (sizes.reduce((sum, size) => sum + size, 0) === 25_000) break
    }
    expect(sizes).toEqual([10_000, 10_000, 5000])
    await Promise.all(published)
  })
})
