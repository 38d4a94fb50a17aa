import { expect, test } from 'vitest'
import { watchClock } from './clock-watch.ts'

test('notices a clock that is set and a machine that slept, and no slow adjustment', () => {
  let wall = 1_800_000_000_000
  let uptime = 0
  const pass = (wallMs: number, uptimeMs = wallMs) => {
    wall += wallMs
    uptime += uptimeMs
    return jump()
  }
  const jump = watchClock(() => wall - uptime)
  expect(jump()).toBe(0)
  expect(pass(3_600_000)).toBe(0)
  expect(pass(31_000, 30_000)).toBe(0)
  expect(pass(29_000, 30_000)).toBe(0)
  expect(pass(7_200_000, 1000)).toBe(7_199_000)
  expect(pass(1000)).toBe(0)
  expect(pass(-90_000, 1000)).toBe(-91_000)
  expect(pass(30_000)).toBe(0)
})
