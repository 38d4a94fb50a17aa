import type { TrackingChange } from '@stitchlog/contracts'
import { describe, expect, test } from 'vitest'
import { admit, type ReceivedEvent } from './admission.ts'
import { foldLedger } from './fold-ledger.ts'
import { findTimeZone } from './time-zone.ts'

const dayMs = 86_400_000
const retentionMs = 400 * dayMs
const noon = Date.parse('2026-11-25T12:00:00Z')
const zone = findTimeZone('Europe/Berlin')
if (zone === undefined) throw new Error('no zone')

const eventAt = (occurredAt: number, receivedAt = occurredAt, changed: Partial<ReceivedEvent> = {}): ReceivedEvent => ({
  networkId: 'acme',
  userId: 'u',
  device: 'web',
  zone,
  occurredAt,
  receivedAt,
  ...changed,
})

const on = (at: number, web?: number): TrackingChange => ({
  networkId: 'acme',
  change: 'on',
  at,
  ...(web !== undefined && { inactivityTimeoutSeconds: { web } }),
})
const off = (at: number): TrackingChange => ({ networkId: 'acme', change: 'off', at })
const erase = (at: number, userId?: string): TrackingChange => ({ networkId: 'acme', change: 'erase', at, ...(userId !== undefined && { userId }) })
const retention = (at: number, days: number): TrackingChange => ({ networkId: 'acme', change: 'retention', at, days })

/** The reason why the event is dropped, or the point's instant. */
function decide(event: ReceivedEvent, ...changes: TrackingChange[]): string | number {
  const admission = admit(event, foldLedger(changes), retentionMs)
  return admission.outcome === 'dropped' ? admission.reason : admission.point.at
}

function pointOf(event: ReceivedEvent, ...changes: TrackingChange[]) {
  const admission = admit(event, foldLedger(changes), retentionMs)
  if (admission.outcome === 'dropped') throw new Error(`dropped: ${admission.reason}`)
  return admission.point
}

describe('tracking must be on', () => {
  test('it is off where nobody switched it on', () => {
    expect(decide(eventAt(noon))).toBe('not-tracked')
    expect(decide(eventAt(noon, noon, { networkId: 'other' }), on(0))).toBe('not-tracked')
    expect(decide(eventAt(noon), erase(0), retention(0, 1))).toBe('not-tracked')
  })

  test('from the very instant of the switch-on', () => {
    expect(decide(eventAt(noon - 1), on(noon))).toBe('not-tracked')
    expect(decide(eventAt(noon), on(noon))).toBe(noon)
  })

  test('until just before the switch-off', () => {
    expect(decide(eventAt(noon - 1), on(0), off(noon))).toBe(noon - 1)
    expect(decide(eventAt(noon), on(0), off(noon))).toBe('not-tracked')
  })

  test('when it happened, not only when it is received', () => {
    expect(decide(eventAt(noon - 1, noon), on(noon))).toBe('not-tracked')
  })

  test('when it is received, not only when it happened', () => {
    expect(decide(eventAt(noon - 1000, noon), on(0), off(noon))).toBe('not-tracked')
    expect(decide(eventAt(noon - 1000, noon - 1), on(0), off(noon))).toBe(noon - 1000)
  })

  test('in between it may have been off', () => {
    expect(decide(eventAt(noon, noon + 5000), on(0), off(noon + 1000), on(noon + 5000))).toBe(noon)
  })
})

describe('a late event counts', () => {
  test('by days, and up to the retention exactly', () => {
    expect(decide(eventAt(noon - 3 * dayMs, noon), on(0))).toBe(noon - 3 * dayMs)
    expect(decide(eventAt(noon - retentionMs, noon), on(0))).toBe(noon - retentionMs)
  })

  test('but not beyond it', () => {
    expect(decide(eventAt(noon - retentionMs - 1, noon), on(0))).toBe('expired')
  })

  test("by the network's own retention in force at receipt", () => {
    const changes = [on(0), retention(noon, 1), retention(noon + dayMs, 500)]
    expect(decide(eventAt(noon - dayMs, noon), ...changes)).toBe(noon - dayMs)
    expect(decide(eventAt(noon - dayMs - 1, noon), ...changes)).toBe('expired')
    expect(decide(eventAt(noon - dayMs - 1, noon - 1), ...changes)).toBe(noon - dayMs - 1)
    expect(decide(eventAt(noon - 450 * dayMs, noon + dayMs), ...changes)).toBe(noon - 450 * dayMs)
    expect(decide(eventAt(noon - dayMs - 1, noon, { networkId: 'other' }), ...changes, { ...on(0), networkId: 'other' })).toBe(noon - dayMs - 1)
  })
})

describe('a fast clock', () => {
  test.each([1, 59_999, 60_000])('by %i ms: it happened when it was received', (lead) => {
    expect(decide(eventAt(noon + lead, noon), on(0))).toBe(noon)
  })

  test('by more than 60 s is refused', () => {
    expect(decide(eventAt(noon + 60_001, noon), on(0))).toBe('future')
  })

  test('takes nothing over a switch-off', () => {
    expect(decide(eventAt(noon + 40_000, noon - 1), on(0), off(noon))).toBe(noon - 1)
    expect(decide(eventAt(noon + 40_000, noon), on(0), off(noon))).toBe('not-tracked')
  })

  test('takes nothing over an erasure', () => {
    expect(decide(eventAt(noon + 40_000, noon), on(0), erase(noon))).toBe('erased')
    expect(decide(eventAt(noon + 40_000, noon + 1), on(0), erase(noon))).toBe(noon + 1)
  })

  test('takes nothing into a switch-on', () => {
    expect(decide(eventAt(noon + 40_000, noon - 1), on(noon))).toBe('not-tracked')
  })
})

describe('an erasure', () => {
  test('covers its own instant and all before it', () => {
    expect(decide(eventAt(noon), on(0), erase(noon))).toBe('erased')
    expect(decide(eventAt(noon - 300 * dayMs, noon), on(0), erase(noon))).toBe('erased')
    expect(decide(eventAt(noon + 1), on(0), erase(noon))).toBe(noon + 1)
  })

  test('goes by when it happened, not by when it is received', () => {
    expect(decide(eventAt(noon, noon + dayMs), on(0), erase(noon))).toBe('erased')
  })

  test('of one user leaves the others', () => {
    expect(decide(eventAt(noon), on(0), erase(noon, 'u'))).toBe('erased')
    expect(decide(eventAt(noon), on(0), erase(noon, 'U'))).toBe(noon)
  })

  test('of another network leaves this one', () => {
    expect(decide(eventAt(noon), on(0), { ...erase(noon), networkId: 'other' })).toBe(noon)
  })
})

describe('of several reasons the first in the list is given', () => {
  test('future before erased and not-tracked', () => {
    expect(decide(eventAt(noon + 60_001, noon), on(0), erase(noon + dayMs))).toBe('future')
    expect(decide(eventAt(noon + 60_001, noon))).toBe('future')
  })

  test('expired before erased and not-tracked', () => {
    expect(decide(eventAt(noon - retentionMs - 1, noon), on(0), erase(noon))).toBe('expired')
    expect(decide(eventAt(noon - retentionMs - 1, noon))).toBe('expired')
  })

  test('erased before not-tracked', () => {
    expect(decide(eventAt(noon), erase(noon))).toBe('erased')
    expect(decide(eventAt(noon), off(0), erase(noon, 'u'))).toBe('erased')
    expect(decide(eventAt(noon - 5, noon), on(0), erase(noon - 5), off(noon - 1))).toBe('erased')
  })
})

describe('a point', () => {
  test('holds whose it is, and the timeout of its device', () => {
    expect(pointOf(eventAt(noon, noon, { device: 'mobile' }), on(5, 60))).toEqual({
      networkId: 'acme',
      userId: 'u',
      device: 'mobile',
      zone,
      at: noon,
      periodStart: 5,
      timeoutMs: 300_000,
    })
    expect(pointOf(eventAt(noon), on(5, 60)).timeoutMs).toBe(60_000)
  })

  test('lies in the period of its own instant, whatever holds at receipt', () => {
    const point = pointOf(eventAt(noon - 1, noon + 1), on(0), on(noon, 60))
    expect(point).toMatchObject({ periodStart: 0, timeoutMs: 1_800_000 })
    expect(pointOf(eventAt(noon, noon + 1), on(0), on(noon, 60))).toMatchObject({ periodStart: noon, timeoutMs: 60_000 })
  })

  test("on one device lies in another period where the other device's timeout changed", () => {
    const starts = [noon - 1, noon].map((at) => pointOf(eventAt(at, at, { device: 'mobile' }), on(0), on(noon, 60)).periodStart)
    expect(starts).toEqual([0, noon])
  })

  test('lies in a new period after an erasure, for the erased user only', () => {
    const changes = [on(0), erase(noon, 'u')]
    expect(pointOf(eventAt(noon + 1), ...changes).periodStart).toBe(noon + 1)
    expect(pointOf(eventAt(noon + dayMs), ...changes).periodStart).toBe(noon + 1)
    expect(pointOf(eventAt(noon + 1, noon + 1, { userId: 'v' }), ...changes).periodStart).toBe(0)
  })

  test('lies in the period as switched on where the erasure was before that', () => {
    expect(pointOf(eventAt(noon), on(noon - 10), erase(noon - 20)).periodStart).toBe(noon - 10)
  })
})
