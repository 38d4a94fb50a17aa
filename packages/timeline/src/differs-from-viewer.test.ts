import { describe, expect, test } from 'vitest'
import { partOf, zoneOf } from '../tests/session-parts.ts'
import { differsFromViewer } from './differs-from-viewer.ts'

const differs = (viewer: string, startedAt: string, endedAt: string, zone = 'Europe/Amsterdam') =>
  differsFromViewer(partOf(startedAt, endedAt, { zone }), zoneOf(viewer))

describe("the user's clock", () => {
  test('differs in another offset', () => {
    expect(differs('America/New_York', '2026-11-25T09:00Z', '2026-11-25T10:00Z')).toBe(true)
  })

  test('does not differ in a zone of another name whose clocks show the same', () => {
    expect(differs('Europe/Brussels', '2026-11-25T09:00Z', '2026-11-25T10:00Z')).toBe(false)
    expect(differs('+01:00', '2026-11-25T09:00Z', '2026-11-25T10:00Z')).toBe(false)
    expect(differs('+01:00', '2026-07-25T09:00Z', '2026-07-25T10:00Z')).toBe(true)
  })

  test('differs where clocks change in one zone only, at the end or at the start', () => {
    // Amsterdam goes back at 01:00Z on 2026-10-25.
    expect(differs('+02:00', '2026-10-25T00:00Z', '2026-10-25T00:59:59.999Z')).toBe(false)
    expect(differs('+02:00', '2026-10-25T00:00Z', '2026-10-25T01:00Z')).toBe(true)
    expect(differs('+01:00', '2026-10-25T00:59:59.999Z', '2026-10-25T01:00Z')).toBe(true)
    expect(differs('+01:00', '2026-10-25T01:00Z', '2026-10-25T02:00Z')).toBe(false)
  })

  test('does not differ without a viewer', () => {
    expect(differsFromViewer(partOf('2026-11-25T09:00Z', '2026-11-25T10:00Z'), undefined)).toBe(false)
  })
})
