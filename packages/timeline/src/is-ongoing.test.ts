import { describe, expect, test } from 'vitest'
import { partOf } from '../tests/session-parts.ts'
import { foldLedger } from './fold-ledger.ts'
import { isOngoing } from './is-ongoing.ts'

const part = partOf('2026-11-25T09:00Z', '2026-11-25T10:00Z')
const minute = 60_000
const on = { networkId: 'acme', change: 'on', at: part.startedAt } as const

const ongoing = (now: number, changes: Parameters<typeof foldLedger>[0] = [on], changed: Partial<typeof part> = {}) =>
  isOngoing({ ...part, ...changed }, foldLedger(changes).get('acme'), now)

describe('a session is ongoing', () => {
  test('until its timeout has passed', () => {
    expect(ongoing(part.endedAt)).toBe(true)
    expect(ongoing(part.endedAt + 5 * minute)).toBe(true)
    expect(ongoing(part.endedAt + 5 * minute + 1)).toBe(false)
    expect(ongoing(part.endedAt + 30 * minute, [on], { device: 'web' })).toBe(true)
    expect(ongoing(part.endedAt + 30 * minute + 1, [on], { device: 'web' })).toBe(false)
  })

  test('with the timeout of its network', () => {
    const patient = { ...on, inactivityTimeoutSeconds: { mobile: 600 } }
    expect(ongoing(part.endedAt + 10 * minute, [patient])).toBe(true)
    expect(ongoing(part.endedAt + 10 * minute + 1, [patient])).toBe(false)
  })

  test('only while its tracking period is open', () => {
    const off = { networkId: 'acme', change: 'off', at: part.endedAt + minute } as const
    expect(ongoing(off.at - 1, [on, off])).toBe(true)
    expect(ongoing(off.at, [on, off])).toBe(false)
    expect(ongoing(off.at + 1, [on, off, { ...on, at: off.at + 1 }])).toBe(false)
    expect(ongoing(part.endedAt + 2, [on, { ...on, at: part.endedAt + 1, inactivityTimeoutSeconds: { web: 60 } }])).toBe(false)
    expect(ongoing(part.endedAt + 2, [on, { ...on, at: part.endedAt, inactivityTimeoutSeconds: { web: 60 } }])).toBe(true)
  })

  test('on its last day only', () => {
    expect(ongoing(part.endedAt, [on], { continuesOnNextDay: true })).toBe(false)
  })

  test('never where the network was not switched on', () => {
    expect(ongoing(part.endedAt, [])).toBe(false)
  })
})
