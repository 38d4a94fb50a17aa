import type { People } from '../directory/directory.ts'
import { foldedId } from '../directory/folded.ts'
import { compareTexts } from '../directory/people-index.ts'

/** A user in a list, and by what they are sorted; 0 for whoever was not active. */
export interface ListedUser {
  readonly userId: string
  readonly value: number
}

export interface PeopleAsked {
  readonly search: string
  readonly sort: string
  readonly ascending: boolean
  /** Whether people without activity are listed too. */
  readonly everyone: boolean
  /** The last user of the page before. */
  readonly after: ListedUser | undefined
  /** At most so many. */
  readonly limit: number
}

/** A user where the list has them. */
export interface PlacedUser extends ListedUser {
  readonly wasActive: boolean
}

interface Placed extends PlacedUser {
  /** Whether the search found their name. */
  readonly isNamed: boolean
}

/**
 * Users in the order of a list with names: first whoever was found by name, then by value, then by id. It is made from memory, so that what somebody
 * types, which may be a name, never reaches the database.
 *
 * @param active all users with activity, in any order
 */
export function peopleInOrder(active: Iterable<ListedUser>, people: People, asked: PeopleAsked): PlacedUser[] {
  const { search, everyone, after, limit } = asked
  const named = new Set(search === '' ? [] : people.search(search).map(({ id }) => id))
  const placed = ({ userId, value }: ListedUser, wasActive: boolean): Placed => ({ userId, value, wasActive, isNamed: named.has(userId) })
  const compare = orderOf(people, asked)
  const place = after && placed(after, true)
  const idPart = foldedId(search)
  const found: Placed[] = []
  const add = (each: Placed) => {
    if (search !== '' && !each.isNamed && !foldedId(each.userId).includes(idPart)) return
    if (place === undefined || compare(each, place) > 0) found.push(each)
  }
  const seen = new Set<string>()
  for (const user of active) {
    seen.add(user.userId)
    add(placed(user, true))
  }
  if (everyone) for (const { id, hasLeft } of people.search('')) if (!hasLeft && !seen.has(id)) add(placed({ userId: id, value: 0 }, false))
  return firstOf(found, limit, compare)
}

function orderOf(people: People, { sort, ascending }: PeopleAsked): (a: Placed, b: Placed) => number {
  const direction = ascending ? 1 : -1
  const byName = (a: Placed, b: Placed) =>
    direction * (compareTexts(people.sortKeyOf(a.userId), people.sortKeyOf(b.userId)) || compareTexts(a.userId, b.userId))
  const byValue = (a: Placed, b: Placed) => direction * (a.value - b.value) || compareTexts(a.userId, b.userId)
  const rest = sort === 'user' ? byName : byValue
  return (a, b) => Number(b.isNamed) - Number(a.isNamed) || rest(a, b)
}

/** The first of a list in order. Few of many are found without sorting all of them. */
function firstOf<T>(items: readonly T[], limit: number, compare: (a: T, b: T) => number): T[] {
  let kept: T[] = []
  let last: T | undefined
  for (const item of items) {
    if (last !== undefined && compare(item, last) >= 0) continue
    kept.push(item)
    if (kept.length < 2 * limit) continue
    kept = kept.sort(compare).slice(0, limit)
    last = kept.at(-1)
  }
  return kept.sort(compare).slice(0, limit)
}
