import { describe, expect, test } from 'vitest'
import { Health } from './health.ts'
import { createLogger, type Logger } from './logger.ts'
import { retryForever, retryUntilDeadline } from './retries.ts'

const log = createLogger('test', 'silent')
const refusal = Object.assign(new Error('anna may not'), { name: 'ClickHouseError', type: 'ACCESS_DENIED', code: '497' })
const refusals = new Set(['ACCESS_DENIED'])

describe('a start', () => {
  const options = { code: 'store-unavailable', what: 'ClickHouse at here', timeoutSeconds: 60, log, refusals } as const

  test('ends at once with what will not pass by itself, and says so', async () => {
    let attempts = 0
    const attempt = async () => {
      attempts++
      throw refusal
    }
    await expect(retryUntilDeadline(attempt, options)).rejects.toThrow('ClickHouse at here refuses (ClickHouseError ACCESS_DENIED 497): anna may not')
    expect(attempts).toBe(1)
  })

  test('gives up what may pass when its time is over', async () => {
    const attempt = () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))
    await expect(retryUntilDeadline(attempt, { ...options, timeoutSeconds: 0 })).rejects.toThrow(
      'cannot reach ClickHouse at here (tried 1 times in 0 s): no',
    )
  })
})

describe('what is tried until it is done', () => {
  test.each([
    ['shows a refusal in the readiness, without its message', refusal, 'ClickHouse refuses: ClickHouseError ACCESS_DENIED 497'],
    ['shows an outage in the readiness', Object.assign(new Error('anna'), { code: 'ECONNRESET' }), 'ClickHouse is away: ECONNRESET'],
  ])('%s', async (_, error, missing) => {
    const health = new Health(() => 0)
    const seen: unknown[] = []
    let attempts = 0
    const done = await retryForever(
      async () => {
        seen.push(health.missing)
        if (++attempts < 3) throw error
        return 'done'
      },
      { dependency: 'ClickHouse', health, log, refusals },
    )
    expect([done, seen, health.missing]).toEqual(['done', [undefined, missing, missing], undefined])
  })
})

test('an outage is said once, with how long it was when it is over, and counted by the word for each failure', async () => {
  let instant = 0
  const health = new Health(() => instant)
  const lines: unknown[] = []
  const write = (fields: object, event: string) => lines.push({ ...fields, event })
  const heard = { warn: write, error: write, info: write } as unknown as Logger
  let attempts = 0
  const attempt = async () => {
    instant += 5000
    attempts++
    if (attempts < 3) throw Object.assign(new Error('anna'), { code: 'ECONNRESET' })
    if (attempts < 4) throw refusal
  }
  await retryForever(attempt, { dependency: 'ClickHouse', health, log: heard, refusals, longestPauseMs: 1 })
  const dependency = 'ClickHouse'
  expect(lines).toEqual([
    { dependency, kind: 'ECONNRESET', failures: 1, event: 'unavailable' },
    { dependency, kind: 'ClickHouseError ACCESS_DENIED 497', failures: 2, event: 'refused' },
    { dependency, afterSeconds: 15, event: 'back' },
  ])
  expect(health.failures).toEqual([
    { dependency, code: 'ECONNRESET', count: 2 },
    { dependency, code: 'ACCESS_DENIED', count: 1 },
  ])
})
