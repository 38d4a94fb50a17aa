import { HttpProblem } from '@stitchlog/http-kit'
import { foldLedger, readEvent } from '@stitchlog/timeline'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type JudgeOptions, judgeEvents } from './judge-events.ts'

const now = Date.UTC(2026, 10, 25, 9)
const minute = 60_000

const principal = (scope: 'activity:write' | 'activity:relay' = 'activity:write', networks = ['acme']) => ({
  subject: 'anna',
  networks: new Set(networks),
  scopes: new Set([scope]),
  expiresAt: now + 60 * minute,
})

const options = (changes: Partial<JudgeOptions> = {}): JudgeOptions => ({
  principal: principal(),
  receivedAt: now,
  arrivedAt: now,
  sentAt: undefined,
  ledger: foldLedger([{ networkId: 'acme', change: 'on', at: now - 60 * minute }]),
  retentionMs: 400 * 24 * 60 * minute,
  ...changes,
})

const beat = { device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: now - minute }

const problemOf = (action: () => unknown) => {
  try {
    action()
  } catch (error) {
    return error instanceof HttpProblem ? error.code : error
  }
  return undefined
}

const published = (sent: unknown[], changes: Partial<JudgeOptions> = {}) =>
  judgeEvents(sent, options(changes)).records.map(({ key, value }) => ({ key, ...JSON.parse(value.toString()) }))

describe('events that are sent', () => {
  test('get the ids of the token, the receipt, and the main name of their zone', () => {
    expect(published([{ ...beat, timeZone: 'europe/amsterdam' }])).toEqual([
      { key: 'acme:anna', networkId: 'acme', userId: 'anna', device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: now - minute, receivedAt: now },
    ])
  })

  test('leave behind whatever else they say', () => {
    const more = { location: 'Keizersgracht 617', text: { body: 'lunch?' }, __proto__: { nested: true } }
    expect(published([{ ...beat, ...more }])).toEqual(published([beat]))
  })

  test('cannot say themselves when they were received', () => {
    expect(published([{ ...beat, receivedAt: 5 }])[0]?.receivedAt).toBe(now)
    expect(published([{ ...beat, receivedAt: null }])[0]?.receivedAt).toBe(now)
  })

  test('have their clock mended and clamped', () => {
    expect(published([{ ...beat, occurredAt: now + 30_000 }])[0]?.occurredAt).toBe(now)
    expect(published([{ ...beat, occurredAt: now + 30 * minute }], { sentAt: now + 31 * minute })[0]?.occurredAt).toBe(now - minute)
  })

  test.each([
    ['1970', 10],
    ['1901', -2_177_452_800_000],
    ['2100', 4_102_444_800_001],
    ['9999', 253_402_300_799_000],
    ['275760', 8_640_000_000_000_000],
    ['-271821', -8_640_000_000_000_000 + 2 * minute],
  ])('have a clock mended that says %s', (_year, sentAt) => {
    expect(published([{ ...beat, occurredAt: sentAt - minute }], { sentAt })[0]?.occurredAt).toBe(now - minute)
  })

  test('are malformed where their clock stays out of range', () => {
    const rejections = (occurredAt: unknown, sentAt?: number) => {
      const { answer } = judgeEvents([{ ...beat, occurredAt }], options({ sentAt }))
      return answer.rejected.map(({ detail }) => detail)
    }
    expect(rejections(-1)).toEqual(['occurredAt: not before 1970'])
    expect(rejections(4_102_444_800_000)).toEqual(['occurredAt: not after 2099'])
    expect(rejections(4_102_444_800_000, now)).toEqual(['occurredAt: not after 2099'])
    expect(rejections(5, now + 60 * minute)).toEqual(['occurredAt: not before 1970'])
    expect(rejections(now - minute, -8_640_000_000_000_000)).toEqual(['occurredAt: not after 2099'])
    expect(rejections(1e300, 1)).toEqual(['occurredAt: integer milliseconds since 1970; occurredAt: not after 2099'])
    expect(rejections(1.5, 1)).toEqual(['occurredAt: integer milliseconds since 1970'])
    expect(rejections(null, 1)).toEqual(['occurredAt: integer milliseconds since 1970'])
  })

  test('are judged one by one', () => {
    const sent = [
      beat,
      'no event',
      { ...beat, device: 'tv' },
      { ...beat, timeZone: 'Mars/Base' },
      { ...beat, occurredAt: now - 2 * 60 * minute },
      beat,
    ]
    const { answer, records } = judgeEvents(sent, options())
    expect(answer).toEqual({
      accepted: 2,
      dropped: { 'not-tracked': 1 },
      rejected: [
        { index: 1, reason: 'malformed', detail: 'not an object' },
        { index: 2, reason: 'malformed', detail: 'device: mobile or web' },
        { index: 3, reason: 'unknown-time-zone', detail: expect.any(String) },
      ],
    })
    expect(records).toHaveLength(2)
  })

  test.each([
    ['future', { occurredAt: now + 60_001 }],
    ['expired', { occurredAt: now - 401 * 24 * 60 * minute }],
    ['not-tracked', { occurredAt: now - 61 * minute }],
  ])('are dropped as %s', (reason, changes) => {
    expect(judgeEvents([{ ...beat, ...changes }], options()).answer).toEqual({ accepted: 0, dropped: { [reason]: 1 }, rejected: [] })
  })

  test('are dropped as erased', () => {
    const ledger = foldLedger([
      { networkId: 'acme', change: 'on', at: 0 },
      { networkId: 'acme', change: 'erase', userId: 'anna', at: now - minute },
    ])
    expect(judgeEvents([beat], options({ ledger })).answer.dropped).toEqual({ erased: 1 })
  })

  test('ask for a pause where a network of theirs is off at receipt', () => {
    const ledger = foldLedger([])
    expect(judgeEvents([beat], options({ ledger })).answer).toEqual({
      accepted: 0,
      dropped: { 'not-tracked': 1 },
      rejected: [],
      pauseForSeconds: 300,
    })
    expect(judgeEvents([beat], options()).answer.pauseForSeconds).toBeUndefined()
  })

  test('of another network or user refuse the request as a whole', () => {
    expect(problemOf(() => judgeEvents([beat, { ...beat, networkId: 'other' }], options()))).toBe('foreign-network')
    expect(problemOf(() => judgeEvents([beat, { ...beat, userId: 'ben' }], options()))).toBe('foreign-user')
    expect(problemOf(() => judgeEvents([{ networkId: 'other' }], options()))).toBe('foreign-network')
  })

  test('may be of any user of its networks when a backend relays them', () => {
    const relay = { principal: principal('activity:relay', ['acme', 'other']) }
    expect(published([{ ...beat, networkId: 'acme', userId: 'ben' }], relay)).toHaveLength(1)
    expect(problemOf(() => judgeEvents([{ ...beat, networkId: 'third', userId: 'ben' }], options(relay)))).toBe('foreign-network')
  })

  test('must name their network where the token has several', () => {
    const { answer } = judgeEvents([beat], options({ principal: principal('activity:write', ['acme', 'other']) }))
    expect(answer.rejected).toEqual([{ index: 0, reason: 'malformed', detail: 'networkId: text' }])
  })
})

test('any event is taken, or refused with its reason, as one that names all that its token says', () => {
  const odd = fc.constantFrom(null, true, '', [], {}, 1.5, -1, 2 ** 60)
  const either = (value: unknown) => fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: odd })
  const members = {
    networkId: fc.constantFrom('acme', null, 5, []),
    userId: either('ben'),
    device: either('mobile'),
    timeZone: either('europe/amsterdam'),
    occurredAt: either(now - minute),
    receivedAt: either(5),
    more: either(1),
    ['__proto__']: odd,
  }
  const sent = fc.oneof(
    { weight: 9, arbitrary: fc.record(members, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.oneof(odd, fc.constant('text')) },
  )
  fc.assert(
    fc.property(sent, (event) => {
      // As it comes out of a request.
      const parsed: unknown = JSON.parse(JSON.stringify(event))
      const relay = options({ principal: principal('activity:relay'), ledger: undefined })
      const { records, answer } = judgeEvents([parsed], relay)
      const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      const whole = isObject ? { networkId: 'acme', userId: 'anna', ...parsed } : {}
      const named = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== 'receivedAt'))
      const expected = readEvent(isObject ? named : parsed)
      if (expected.outcome === 'rejected') expect(answer.rejected).toEqual([{ index: 0, reason: expected.reason, detail: expected.detail }])
      else {
        const { networkId, userId, device, occurredAt } = expected.event
        const written = { networkId, userId, device, timeZone: expected.zone.name, occurredAt, receivedAt: now }
        expect(records.map(({ value }) => value.toString())).toEqual([JSON.stringify(written)])
      }
    }),
  )
})
