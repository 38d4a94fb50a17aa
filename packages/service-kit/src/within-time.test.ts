import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { TimedOut, withinTime } from './within-time.ts'

describe('within a time', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('comes what a promise gives, and no timer is left behind', async () => {
    expect(await withinTime(Promise.resolve('here'), 1000)).toBe('here')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('comes what it rejects with, and no timer is left behind', async () => {
    await expect(withinTime(Promise.reject(new RangeError('no')), 1000)).rejects.toThrow(RangeError)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('or, at the end of it and not before, that nothing came', async () => {
    let outcome: unknown
    withinTime(new Promise(() => {}), 1000).catch((error: unknown) => {
      outcome = error
    })
    await vi.advanceTimersByTimeAsync(999)
    expect(outcome).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect(outcome).toBeInstanceOf(TimedOut)
    expect(outcome).toMatchObject({ name: 'TimedOut', message: 'no answer within 1000 ms' })
  })

  test('a rejection that comes too late troubles nobody', async () => {
    const { promise, reject } = Promise.withResolvers<never>()
    const late = expect(withinTime(promise, 10)).rejects.toThrow(TimedOut)
    await vi.advanceTimersByTimeAsync(10)
    await late
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    reject(new Error('too late'))
    vi.useRealTimers()
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })
})
