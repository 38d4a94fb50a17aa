import { describe, expect, test } from 'vitest'
import { partOf } from '../tests/session-parts.ts'
import { daySummaries } from './day-summaries.ts'

const hour = 3_600_000
const later = Date.parse('2027-01-01T00:00Z')

describe('days', () => {
  test('have totals over all devices and zones, and zeros for a device that was not used', () => {
    const parts = [
      partOf('2026-11-25T09:00+01:00', '2026-11-25T10:00+01:00'),
      partOf('2026-11-25T09:30+01:00', '2026-11-25T11:00+01:00', { device: 'web' }),
      partOf('2026-11-25T12:00Z', '2026-11-25T13:00Z', { zone: 'Africa/Abidjan' }),
      partOf('2026-11-26T09:00+01:00', '2026-11-26T09:00+01:00'),
    ]
    expect(daySummaries(parts, later)).toEqual([
      {
        date: '2026-11-26',
        sessionCount: 1,
        durationMs: 0,
        activeDurationMs: 0,
        devices: { mobile: { sessionCount: 1, durationMs: 0 }, web: { sessionCount: 0, durationMs: 0 } },
        timeZones: ['Europe/Amsterdam'],
        provisional: false,
      },
      {
        date: '2026-11-25',
        sessionCount: 3,
        durationMs: 3.5 * hour,
        activeDurationMs: 3 * hour,
        devices: { mobile: { sessionCount: 2, durationMs: 2 * hour }, web: { sessionCount: 1, durationMs: 1.5 * hour } },
        timeZones: ['Africa/Abidjan', 'Europe/Amsterdam'],
        provisional: false,
      },
    ])
  })

  test('are provisional until the date is over in each of their zones', () => {
    const parts = [
      partOf('2026-11-25T09:00+01:00', '2026-11-25T10:00+01:00'),
      partOf('2026-11-25T09:00-05:00', '2026-11-25T10:00-05:00', { zone: 'America/New_York' }),
    ]
    const isProvisional = (now: string) => daySummaries(parts, Date.parse(now))[0]?.provisional
    expect(isProvisional('2026-11-25T23:59:59.999+01:00')).toBe(true)
    expect(isProvisional('2026-11-25T23:59:59.999-05:00')).toBe(true)
    expect(isProvisional('2026-11-26T00:00-05:00')).toBe(false)
  })

  test('are none without sessions', () => {
    expect(daySummaries([], later)).toEqual([])
  })
})
