import type { UserValues } from '@stitchlog/store'
import type { People } from '../directory/directory.ts'
import { foldedId } from '../directory/folded.ts'
import { compareTexts } from '../directory/people-index.ts'

/** A user in a list, and by what they are sorted; 0 for whoever was not active. */
export interface ListedUser {
  readonly userId: string
  readonly value: number
}

/** A user where the list has them. */
export interface PlacedUser extends ListedUser {
  readonly wasActive: boolean
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

interface Placed extends PlacedUser {
  /** Whether the search found their name. */
  readonly isNamed: boolean
  /** Their name, where the list is in the order of names. */
  readonly sortKey: string
}

/**
 * Users in the order of a list with names: first whoever was found by name, then by value, then by id. It is made from memory, so that what somebody
 * types, which may be a name, never reaches the database.
 *
 * @param active all users with activity, in any order
 */
export function peopleInOrder({ userIds, values }: UserValues, people: People, asked: PeopleAsked): PlacedUser[] {
  const { search, sort, everyone, after, limit } = asked
  const named = new Set(search === '' ? [] : people.search(search).map(({ id }) => id))
  const placed = (userId: string, value: number, wasActive: boolean): Placed => ({
    userId,
    value,
    wasActive,
    isNamed: named.has(userId),
    sortKey: sort === 'user' ? people.sortKeyOf(userId) : '',
  })
  const compare = orderOf(asked)
  const first = new FirstOf(limit, compare)
  const place = after && placed(after.userId, after.value, true)
  const add = (user: Placed) => {
    if (place === undefined || compare(user, place) > 0) first.add(user)
  }
  for (const nth of foundIn(userIds, search, named)) add(placed(userIds[nth] ?? '', values[nth] ?? 0, true))
  const others = everyone ? withoutActivity(people, new Set(userIds)) : []
  for (const nth of foundIn(others, search, named)) add(placed(others[nth] ?? '', 0, false))
  return first.inOrder()
}

const withoutActivity = (people: People, active: ReadonlySet<string>): string[] =>
  people.search('').flatMap(({ id, hasLeft }) => (hasLeft || active.has(id) ? [] : [id]))

/** The places of those users that have a searched name or id. */
function* foundIn(userIds: readonly string[], search: string, named: ReadonlySet<string>): Generator<number> {
  if (search === '') return yield* userIds.keys()
  const idPart = foldedId(search)
  // One text is folded much faster than many. No id has a line feed.
  const folded = foldedId(userIds.join('\n')).split('\n')
  for (const [nth, userId] of userIds.entries()) if (folded[nth]?.includes(idPart) || named.has(userId)) yield nth
}

function orderOf({ sort, ascending }: PeopleAsked): (a: Placed, b: Placed) => number {
  const direction = ascending ? 1 : -1
  const byName = (a: Placed, b: Placed) => direction * (compareTexts(a.sortKey, b.sortKey) || compareTexts(a.userId, b.userId))
  const byValue = (a: Placed, b: Placed) => direction * (a.value - b.value) || compareTexts(a.userId, b.userId)
  const rest = sort === 'user' ? byName : byValue
  return (a, b) => Number(b.isNamed) - Number(a.isNamed) || rest(a, b)
}

/** The first items of all that are added. Few of many are found without sorting all of them. */
class FirstOf<Item> {
  readonly #limit: number
  readonly #compare: (a: Item, b: Item) => number
  #kept: Item[] = []
  #last: Item | undefined

  constructor(limit: number, compare: (a: Item, b: Item) => number) {
    this.#limit = limit
    this.#compare = compare
  }

  add(item: Item): void {
    if (this.#last !== undefined && this.#compare(item, this.#last) >= 0) return
    this.#kept.push(item)
    if (this.#kept.length < 2 * this.#limit) return
    this.#kept = this.inOrder()
    this.#last = this.#kept.at(-1)
  }

  inOrder(): Item[] {
    return this.#kept.sort(this.#compare).slice(0, this.#limit)
  }
}
