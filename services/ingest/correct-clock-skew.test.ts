import { describe, expect, test } from 'vitest'
import { correctClockSkew } from './correct-clock-skew.ts'

const now = 1_800_000_000_000
const minute = 60_000

const mended = (occurredAt: number, sentAt?: number, arrivedAt = now) => correctClockSkew(occurredAt, now, { arrivedAt, sentAt })

describe('a client clock', () => {
  test('is taken as it is where the client does not say when it sent', () => {
    expect(mended(now - minute)).toBe(now - minute)
    expect(mended(now - 400 * 24 * 60 * minute)).toBe(now - 400 * 24 * 60 * minute)
  })

  test('is taken as it is while it is off by no more than 120 s', () => {
    expect(mended(now - 10 * minute, now - 2 * minute)).toBe(now - 10 * minute)
    expect(mended(now - 10 * minute, now + 2 * minute)).toBe(now - 10 * minute)
  })

  test('is moved by what it is off beyond that', () => {
    expect(mended(now - 10 * minute, now - 2 * minute - 1)).toBe(now - 8 * minute + 1)
    expect(mended(now + 50 * minute, now + 60 * minute)).toBe(now - 10 * minute)
  })

  test('is moved by less where an event would lie in the future without it', () => {
    expect(mended(now + 90_000, now + 100_000)).toBe(now - 10_000)
    expect(mended(now + 60_001, now + 1000)).toBe(now)
    expect(mended(now + 60_000, now + 100_000)).toBe(now)
  })

  test('that is up to 60 s ahead tells of the moment of receipt', () => {
    expect(mended(now + 1)).toBe(now)
    expect(mended(now + 60_000)).toBe(now)
  })

  test('that stays further ahead leaves the event in the future', () => {
    expect(mended(now + 60_001)).toBe(now + 60_001)
    expect(mended(now + 5 * minute, now)).toBe(now + 5 * minute)
  })
})
