import { describe, expect, test } from 'vitest'
import { type ChangeQuotas, TooManyChanges } from './change-quotas.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { RecentChanges } from './recent-changes.ts'
import type { RequestedChange } from './tracking-ledger.ts'

const secondMs = 1000
const hourMs = 3_600_000
const began = 1_000_000_000_000

const quotas: ChangeQuotas = { changes: 2, 'user-erasures': 3, 'network-erasures': 1 }

/** Seconds to wait, or 'room'. */
function answer(recent: RecentChanges, change: RequestedChange, now: number): number | 'room' {
  try {
    recent.require(change, now)
    return 'room'
  } catch (error) {
    if (!(error instanceof TooManyChanges)) throw error
    return error.retryAfterSeconds
  }
}

let id = 0
const stored = (change: RequestedChange): LedgerEntry => ({ ...change, at: began, changeId: String(id++) })

const on: RequestedChange = { networkId: 'acme', change: 'on' }
const off: RequestedChange = { networkId: 'acme', change: 'off' }
const retention: RequestedChange = { networkId: 'acme', change: 'retention', days: 30 }
const eraseUser: RequestedChange = { networkId: 'acme', change: 'erase', userId: 'anna' }
const eraseAll: RequestedChange = { networkId: 'acme', change: 'erase' }

describe('the quota of a network', () => {
  test('is used up by switch-ons and retentions together, and has room again an hour after the oldest of them', () => {
    const recent = new RecentChanges(quotas)
    recent.add(stored(on), began, began)
    expect(answer(recent, retention, began)).toBe('room')
    recent.add(stored(retention), began + 10 * secondMs, began + 10 * secondMs)
    expect(answer(recent, on, began + 10 * secondMs)).toBe(3590)
    expect(answer(recent, retention, began + 3599.5 * secondMs)).toBe(1)
    expect(answer(recent, on, began + hourMs)).toBe('room')
  })

  test('says when there is room for one more, also where several processes together went beyond it', () => {
    const recent = new RecentChanges(quotas)
    for (const second of [0, 10, 20, 30]) recent.add(stored(on), began + second * secondMs, began + 30 * secondMs)
    const { seconds, now } = { seconds: 3620 - 30, now: began + 30 * secondMs }
    expect(answer(recent, on, now)).toBe(seconds)
    expect(answer(recent, on, now + seconds * secondMs)).toBe('room')
  })

  test('never refuses to switch off, nor to erase everyone because users were erased', () => {
    const recent = new RecentChanges(quotas)
    for (let count = 0; count < 5; count++) for (const change of [on, off, eraseUser]) recent.add(stored(change), began, began)
    expect(answer(recent, on, began)).toBe(3600)
    expect(answer(recent, off, began)).toBe('room')
    expect(answer(recent, eraseUser, began)).toBe(3600)
    expect(answer(recent, eraseAll, began)).toBe('room')
    recent.add(stored(eraseAll), began, began)
    expect(answer(recent, eraseAll, began)).toBe(3600)
  })

  test('is its own, and counts an entry once that is read again', () => {
    const recent = new RecentChanges(quotas)
    const entry = stored(on)
    for (let reads = 0; reads < 5; reads++) recent.add(entry, began + reads, began + reads)
    expect(answer(recent, on, began)).toBe('room')
    recent.add(stored(on), began, began)
    expect(answer(recent, { ...on, networkId: 'other' }, began)).toBe('room')
    expect(answer(recent, on, began)).toBe(3600)
  })

  test('is not used up by what a clock far ahead stored, nor by anything if there is no limit', () => {
    const recent = new RecentChanges(quotas)
    for (let count = 0; count < 5; count++) recent.add(stored(on), began + 25 * hourMs, began)
    expect(answer(recent, on, began)).toBe('room')
    // The clock was set back after they were counted.
    for (let count = 0; count < 5; count++) recent.add(stored(on), began + 25 * hourMs, began + 25 * hourMs)
    expect(answer(recent, on, began)).toBe('room')
    const unlimited = new RecentChanges({ ...quotas, changes: 0 })
    for (let count = 0; count < 5; count++) unlimited.add(stored(on), began, began)
    expect(answer(unlimited, on, began)).toBe('room')
  })
})
