import { expect, test } from 'vitest'
import { RecentlyUsed } from './recently-used.ts'

test('keeps what is used, and of all the others only so many', () => {
  const kept = new RecentlyUsed(100, () => ({ n: 0 }))
  kept.of('busy').n = 7
  for (let nth = 0; nth < 10_000; nth++) {
    kept.of(`user ${nth}`).n = 1
    expect(kept.of('busy').n).toBe(7)
  }
  expect(kept.count).toBeLessThanOrEqual(200)
  expect(kept.of('user 0').n).toBe(0)
})

test('what grows takes the place of others', () => {
  const kept = new RecentlyUsed(
    100,
    () => ({ weight: 1 }),
    ({ weight }) => weight,
  )
  kept.of('first')
  kept.of('heavy').weight += 500
  kept.grow(500)
  for (const name of ['a', 'b']) kept.of(name)
  expect(kept.count).toBe(4)
  // It is carried over with its weight.
  kept.of('heavy')
  kept.of('c')
  expect(kept.count).toBeLessThanOrEqual(4)
})
