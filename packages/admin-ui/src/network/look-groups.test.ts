import { expect, test } from 'vitest'
import type { Look } from '../api/answers.ts'
import { datesOfLooks, groupsOf } from './look-groups.ts'

const look = (minute: number, over: Partial<Look> = {}): Look => ({
  occurredAt: `2026-11-25T13:${String(minute).padStart(2, '0')}:00.000+00:00`,
  reader: 'boss',
  readerEscaped: null,
  userId: 'anna',
  kind: 'sessions',
  from: '2026-11-20',
  to: '2026-11-20',
  ...over,
})

test('looks of one reader at one user without a long pause are one, whatever the number of them', () => {
  const days = Array.from({ length: 14 }, (_, nth) => look(40 - nth, { from: `2026-11-${10 + nth}`, to: `2026-11-${10 + nth}` }))
  const groups = groupsOf([...days, look(26, { kind: 'days', from: '2026-11-12', to: '2026-11-25' })])
  expect(groups.map(({ looks }) => looks.length)).toEqual([15])
  expect(datesOfLooks(groups[0]?.looks ?? [])).toEqual({ from: '2026-11-10', to: '2026-11-25' })
})

test.each([
  ['another reader', { reader: 'other' }],
  ['another user', { userId: 'ben' }],
  ['a file', { kind: 'csv' }],
  ['an erasure', { kind: 'erasure' }],
  ['everyone', { userId: null, kind: 'overview' }],
] as const)('%s is a look by itself, and comes between others', (_what, over) => {
  expect(groupsOf([look(30), look(29, over), look(28)]).map(({ looks }) => looks.length)).toEqual([1, 1, 1])
})

test('a pause ends what belongs together, and everyone is nobody in particular', () => {
  expect(groupsOf([look(40), look(25), look(9)]).map(({ looks }) => looks.length)).toEqual([2, 1])
  expect(groupsOf([look(40, { userId: null, kind: 'overview' }), look(39, { userId: null, kind: 'overview' })])).toHaveLength(2)
  expect(datesOfLooks([look(1, { from: null, to: null })])).toBeUndefined()
})
