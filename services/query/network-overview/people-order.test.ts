import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { PeopleIndex } from '../directory/people-index.ts'
import { peopleInOrder as inOrder, type ListedUser, type PeopleAsked } from './people-order.ts'

const people = await PeopleIndex.of(
  [
    { id: 'u1', name: 'Zoë Ångström', department: 'Ontwerp' },
    { id: 'u2', name: 'Anna de Vries', email: 'anna.de.vries@example.org' },
    { id: 'u3', name: 'anna de vries' },
    { id: 'u4', name: 'Erik Smit' },
    { id: 'u5', name: 'Gone Smit', hasLeft: true },
  ],
  'answered',
)
const active: ListedUser[] = [
  { userId: 'u1', value: 5 },
  { userId: 'u2', value: 9 },
  { userId: 'u3', value: 7 },
  { userId: 'smit-bot', value: 8 },
]
const peopleInOrder = (users: readonly ListedUser[], ...rest: [PeopleIndex, PeopleAsked]) =>
  inOrder({ userIds: users.map(({ userId }) => userId), values: users.map(({ value }) => value) }, ...rest)
const all = { search: '', sort: 'duration', ascending: false, everyone: false, after: undefined, limit: 100 }
const listed = (asked: Partial<PeopleAsked>) => peopleInOrder(active, people, { ...all, ...asked }).map(({ userId }) => userId)

describe('a list with names', () => {
  test('has whoever was active, by value', () => {
    expect(listed({})).toEqual(['u2', 'smit-bot', 'u3', 'u1'])
    expect(listed({ ascending: true })).toEqual(['u1', 'u3', 'smit-bot', 'u2'])
  })

  test('has names before ids where somebody searches, in any order', () => {
    expect(listed({ search: 'smit', everyone: true })).toEqual(['u4', 'smit-bot'])
    expect(listed({ search: 'smit', everyone: true, sort: 'user', ascending: true })).toEqual(['u4', 'smit-bot'])
    expect(listed({ search: 'smit', everyone: true, ascending: true })).toEqual(['u4', 'smit-bot'])
  })

  test('has people by name, equal names by id, and who has none by id', () => {
    expect(listed({ sort: 'user', ascending: true })).toEqual(['u2', 'u3', 'smit-bot', 'u1'])
    expect(listed({ sort: 'user' })).toEqual(['u1', 'smit-bot', 'u3', 'u2'])
  })

  test('has everyone only if asked, and nobody whose account works no more and who was not active', () => {
    expect(listed({ everyone: true })).toEqual(['u2', 'smit-bot', 'u3', 'u1', 'u4'])
    expect(listed({ everyone: true, search: 'gone' })).toEqual([])
  })

  test('goes on after any of its users with those that come next', () => {
    const userArbitrary = fc.record({ userId: fc.constantFrom('u1', 'u2', 'u3', 'x', 'y', 'smit', 'Anna'), value: fc.nat({ max: 3 }) })
    fc.assert(
      fc.property(
        fc.uniqueArray(userArbitrary, { selector: ({ userId }) => userId }),
        fc.record({
          search: fc.constantFrom('', 'a', 'smit', 'u'),
          sort: fc.constantFrom('user', 'duration'),
          ascending: fc.boolean(),
          everyone: fc.boolean(),
        }),
        fc.integer({ min: 1, max: 4 }),
        (users, asked, limit) => {
          const whole = peopleInOrder(users, people, { ...all, ...asked })
          const paged: ListedUser[] = []
          for (let after: ListedUser | undefined; ; after = paged.at(-1)) {
            const page = peopleInOrder(users, people, { ...all, ...asked, after, limit })
            paged.push(...page)
            if (page.length < limit) break
          }
          expect(paged).toEqual(whole)
          expect(new Set(whole.map(({ userId }) => userId)).size).toBe(whole.length)
        },
      ),
      propertyParameters(),
    )
  })
})
