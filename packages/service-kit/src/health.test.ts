import { describe, expect, test } from 'vitest'
import { Health } from './health.ts'

const minuteMs = 60_000

function healthAt(start: number) {
  let instant = start
  const health = new Health(() => instant)
  return {
    health,
    pass: (ms: number) => {
      instant += ms
    },
  }
}

describe('readiness', () => {
  test('names what is away or refuses, and forgets it when that is back', () => {
    const { health } = healthAt(0)
    expect(health.missing).toBeUndefined()
    health.markUnavailable('Kafka', 'ECONNREFUSED')
    expect(health.missing).toBe('Kafka is away: ECONNREFUSED')
    health.markUnavailable('Kafka', 'TOPIC_AUTHORIZATION_FAILED 29', 'refuses')
    expect(health.missing).toBe('Kafka refuses: TOPIC_AUTHORIZATION_FAILED 29')
    health.markAvailable('Kafka')
    expect(health.missing).toBeUndefined()
  })

  test('goes on naming one dependency while another one comes back', () => {
    const { health } = healthAt(0)
    health.markUnavailable('Kafka', 'a')
    health.markUnavailable('ClickHouse', 'b')
    expect(health.missing).toBe('Kafka is away: a; ClickHouse is away: b')
    health.markAvailable('Kafka')
    expect(health.missing).toBe('ClickHouse is away: b')
    health.markAvailable('never heard of')
    expect(health.missing).toBe('ClickHouse is away: b')
  })
})

describe('an outage', () => {
  test('needs a log line when it begins, when its reason changes, and every half a minute for all that failed since', () => {
    const { health, pass } = healthAt(0)
    expect(health.markUnavailable('Kafka', 'ECONNREFUSED')).toBe(1)
    for (let n = 0; n < 99; n++) expect(health.markUnavailable('Kafka', 'ECONNREFUSED')).toBeUndefined()
    expect(health.markUnavailable('ClickHouse', 'ECONNREFUSED')).toBe(1)
    pass(30_000)
    expect(health.markUnavailable('Kafka', 'ECONNREFUSED')).toBe(100)
    expect(health.markUnavailable('Kafka', 'ECONNREFUSED')).toBeUndefined()
    expect(health.markUnavailable('Kafka', 'ECONNREFUSED', 'refuses')).toBe(2)
  })

  test('has a length, from its first failure on', () => {
    const { health, pass } = healthAt(0)
    expect(health.markAvailable('Kafka')).toBeUndefined()
    health.markUnavailable('Kafka', 'a')
    pass(20_000)
    health.markUnavailable('Kafka', 'b')
    pass(6000)
    expect(health.isAvailable('Kafka')).toBe(false)
    expect(health.markAvailable('Kafka')).toBe(26_000)
    expect(health.isAvailable('Kafka')).toBe(true)
  })
})

describe('a process is alive', () => {
  test('while it gets on, and for less than a minute without', () => {
    const { health, pass } = healthAt(1000)
    pass(minuteMs - 1)
    expect(health.isAlive).toBe(true)
    pass(1)
    expect(health.isAlive).toBe(false)
    health.progressed()
    expect(health.isAlive).toBe(true)
  })

  test('however long what it needs is away, and for a minute after that is back', () => {
    const { health, pass } = healthAt(0)
    health.markUnavailable('ClickHouse', 'ECONNREFUSED')
    pass(60 * minuteMs)
    expect(health.isAlive).toBe(true)
    health.markAvailable('ClickHouse')
    pass(minuteMs - 1)
    expect(health.isAlive).toBe(true)
    pass(1)
    expect(health.isAlive).toBe(false)
  })

  test('no longer for the return of what was not away', () => {
    const { health, pass } = healthAt(0)
    pass(minuteMs)
    health.markAvailable('ClickHouse')
    expect(health.isAlive).toBe(false)
  })
})
