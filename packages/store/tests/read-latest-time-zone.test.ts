import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../src/engine/store.ts'
import { appendTrackingChanges } from '../src/ledger/append-tracking-changes.ts'
import { insertSpans } from '../src/sessions/insert-spans.ts'
import { readLatestTimeZone } from '../src/sessions/read-latest-time-zone.ts'
import { openTemporaryStore } from './temporary-store.ts'

let store: Store
let close: () => Promise<void>

beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())

async function point(userId: string, timeZone: string, at: string | number): Promise<void> {
  const zone = findTimeZone(timeZone)
  if (zone === undefined) throw new Error(`${timeZone} is no time zone`)
  const instant = typeof at === 'number' ? at : Date.parse(at)
  await insertSpans(store, [
    spanOf({ networkId: 'acme', userId, device: 'web', zone, at: instant, periodStart: Math.min(instant, 0), timeoutMs: 60_000 }),
  ])
}

async function erase(at: string, userId?: string): Promise<void> {
  const whose = userId === undefined ? {} : { userId }
  await appendTrackingChanges(store, [{ networkId: 'acme', change: 'erase', at: Date.parse(at), changeId: `${at} ${userId}`, ...whose }])
}

async function latest(userId: string, recentDate?: string) {
  const found = await readLatestTimeZone(store, 'acme', userId, recentDate)
  return found && [found.zone.name, new Date(found.at).toISOString()]
}

describe('the latest time zone', () => {
  test('is none for a user whom nobody knows', async () => {
    expect(await latest('nobody')).toBeUndefined()
    expect(await latest('nobody', '2026-11-05')).toBeUndefined()
  })

  test('goes by the instant, not by the date', async () => {
    await point('traveller', 'Pacific/Kiritimati', '2026-11-25T10:30Z')
    await point('traveller', 'Etc/GMT+12', '2026-11-25T11:30Z')
    for (const recentDate of [undefined, '2026-11-05', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-12-31'])
      expect(await latest('traveller', recentDate)).toEqual(['Etc/GMT+12', '2026-11-25T11:30:00.000Z'])
  })

  test('is the first by name of several at one instant', async () => {
    await point('two', 'Europe/Berlin', '2026-11-25T10:00Z')
    await point('two', 'Asia/Tokyo', '2026-11-25T10:00Z')
    expect(await latest('two', '2026-11-05')).toEqual(['Asia/Tokyo', '2026-11-25T10:00:00.000Z'])
  })

  test('may be of the first instant there is', async () => {
    await point('first', 'America/New_York', 0)
    expect(await latest('first')).toEqual(['America/New_York', '1970-01-01T00:00:00.000Z'])
  })

  test('leaves out what is erased, of the user or of the network', async () => {
    await point('gone', 'Europe/Berlin', '2026-11-20T10:00Z')
    await point('gone', 'Asia/Tokyo', '2026-11-25T10:00Z')
    await erase('2026-11-20T10:00Z', 'gone')
    await erase('2026-11-30T10:00Z', 'somebody else')
    expect(await latest('gone', '2026-11-05')).toEqual(['Asia/Tokyo', '2026-11-25T10:00:00.000Z'])
    await erase('2026-11-25T10:00Z')
    expect(await latest('gone', '2026-11-05')).toBeUndefined()
    expect(await latest('first')).toBeUndefined()
    await point('gone', 'Europe/Rome', '2026-11-25T10:00:00.001Z')
    expect(await latest('gone', '2026-11-05')).toEqual(['Europe/Rome', '2026-11-25T10:00:00.001Z'])
  })
})
