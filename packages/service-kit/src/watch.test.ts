import { expect, test, vi } from 'vitest'
import { Health } from './health.ts'
import { createLogger } from './logger.ts'
import { retryUntilDeadline } from './retries.ts'
import { watch } from './watch.ts'

const log = createLogger('test', 'silent')

test('a dependency that does not answer is away, and back when it does', async () => {
  vi.useFakeTimers()
  try {
    const health = new Health(() => 0)
    let check = () => new Promise<void>(() => {})
    const stopping = new AbortController()
    watch(() => check(), { dependency: 'ClickHouse', health, log, refusals: new Set(), signal: stopping.signal, everyMs: 1000 })
    await vi.advanceTimersByTimeAsync(10_500)
    expect(health.missing).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1000)
    expect(health.missing).toBe('ClickHouse is away: ETIMEDOUT')
    check = async () => {}
    await vi.advanceTimersByTimeAsync(2000)
    expect(health.missing).toBeUndefined()
    stopping.abort()
    check = () => Promise.reject(new Error('away'))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(health.missing).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})

test('an error that says nothing of the dependency leaves it as it was', async () => {
  vi.useFakeTimers()
  try {
    const health = new Health(() => 0)
    const stopping = new AbortController()
    let error = new Error('of another')
    const check = vi.fn(() => Promise.reject(error))
    const ignores = (failure: unknown) => failure instanceof Error && failure.message === 'of another'
    watch(check, { dependency: 'the folder', health, log, refusals: new Set(), signal: stopping.signal, everyMs: 1000, ignores })
    await vi.advanceTimersByTimeAsync(5000)
    expect(check.mock.calls.length).toBeGreaterThan(3)
    expect(health.isAvailable('the folder')).toBe(true)
    error = new Error('its own')
    await vi.advanceTimersByTimeAsync(2000)
    expect(health.isAvailable('the folder')).toBe(false)
    error = new Error('of another')
    await vi.advanceTimersByTimeAsync(2000)
    expect(health.isAvailable('the folder')).toBe(false)
    stopping.abort()
  } finally {
    vi.useRealTimers()
  }
})

test('nothing is checked where the signal was given before', async () => {
  vi.useFakeTimers()
  try {
    const check = vi.fn(async () => {})
    watch(check, { dependency: 'ClickHouse', health: new Health(() => 0), log, refusals: new Set(), signal: AbortSignal.abort(), everyMs: 1000 })
    await vi.advanceTimersByTimeAsync(5000)
    expect(check).not.toHaveBeenCalled()
  } finally {
    vi.useRealTimers()
  }
})

test('a start gives up in time on what does not answer', async () => {
  vi.useFakeTimers()
  try {
    const reaching = retryUntilDeadline(() => new Promise(() => {}), {
      code: 'store-unavailable',
      what: 'ClickHouse',
      timeoutSeconds: 1,
      log,
      refusals: new Set(),
    })
    let outcome: unknown
    reaching.catch((error: unknown) => {
      outcome = error
    })
    await vi.advanceTimersByTimeAsync(5000)
    expect(String(outcome)).toMatch(/cannot reach ClickHouse \(tried 1 times in 1 s\): no answer within/)
  } finally {
    vi.useRealTimers()
  }
})
