import {
  forLongReads,
  type NetworkUser,
  type NetworkUsersAsked,
  readNetworkUsers,
  readUserValues,
  type Store,
  type UserDaysAsked,
} from '@stitchlog/store'
import type { People } from '../directory/directory.ts'
import { type PlacedUser, peopleInOrder } from './people-order.ts'

/** A user's totals; with `lastActiveAt` null for somebody who was not active. */
export interface OverviewUser extends Omit<NetworkUser, 'lastActiveAt' | 'zone'> {
  readonly lastActiveAt: number | null
  readonly zone: NetworkUser['zone'] | undefined
}

export interface OverviewAsked {
  readonly search: string
  readonly sort: NetworkUsersAsked['sort']
  readonly ascending: boolean
  /** Whether people of the directory without activity are listed too. */
  readonly everyone: boolean
}

interface Place {
  readonly value: number
  readonly userId: string
}

/** A page of an export is one query, as long as its text is not longer than this: ClickHouse reads 256 KiB. */
const usersPerFilePage = 5000
const idBytesPerQuery = 100_000

/**
 * A page of a network's users.
 *
 * @param people who they are; undefined without a directory
 * @returns also the place after which the next page begins, if there is one
 */
export async function readUsersPage(
  store: Store,
  days: UserDaysAsked,
  asked: OverviewAsked & { readonly after: Place | undefined; readonly limit: number },
  people: People | undefined,
): Promise<{ readonly users: OverviewUser[]; readonly next: Place | undefined }> {
  const { limit, after } = asked
  const oneMore = { ...asked, limit: limit + 1 }
  if (people === undefined || !needsPeople(asked)) {
    const found = await readNetworkUsers(store, { ...days, ...oneMore })
    const users = found.slice(0, limit)
    const last = found.length > limit ? users.at(-1) : undefined
    return { users, next: last && placeOf(last, asked.sort) }
  }
  const placed = await orderedUsers(store, days, { ...oneMore, after }, people)
  const page = placed.slice(0, limit)
  return { users: await totalsOf(store, days, page), next: placed.length > limit ? page.at(-1) : undefined }
}

/** All of a network's users, some thousand at a time, in the same order. */
export async function* readUsersFile(
  store: Store,
  days: UserDaysAsked,
  asked: OverviewAsked,
  people: People | undefined,
): AsyncGenerator<OverviewUser[]> {
  if (people !== undefined && needsPeople(asked)) {
    const all = { ...asked, after: undefined, limit: Number.POSITIVE_INFINITY }
    for (const piece of inPieces(await orderedUsers(store, days, all, people))) yield await totalsOf(forLongReads(store), days, piece)
    return
  }
  let after: Place | undefined
  do {
    const page: NetworkUser[] = await readNetworkUsers(after === undefined ? store : forLongReads(store), {
      ...days,
      ...asked,
      after,
      limit: usersPerFilePage,
    })
    yield page
    const last = page.length < usersPerFilePage ? undefined : page.at(-1)
    after = last && placeOf(last, asked.sort)
  } while (after !== undefined)
}

/** Whether the order, or who is in it, depends on names. */
const needsPeople = ({ search, sort, everyone }: OverviewAsked) => search !== '' || everyone || sort === 'user'

async function orderedUsers(
  store: Store,
  days: UserDaysAsked,
  asked: OverviewAsked & { readonly after: Place | undefined; readonly limit: number },
  people: People,
): Promise<PlacedUser[]> {
  return peopleInOrder(await readUserValues(store, { ...days, sort: asked.sort }), people, asked)
}

/** Their totals, in their order. Whose activity was erased meanwhile is left out. */
async function totalsOf(store: Store, days: UserDaysAsked, placed: readonly PlacedUser[]): Promise<OverviewUser[]> {
  const userIds = placed.filter(({ wasActive }) => wasActive).map(({ userId }) => userId)
  const asked = { ...days, userIds, search: '', sort: 'user', after: undefined, limit: userIds.length } as const
  const read = userIds.length === 0 ? [] : await readNetworkUsers(store, asked)
  const found = new Map(read.map((user) => [user.userId, user]))
  return placed.flatMap(({ userId, wasActive }): OverviewUser[] => {
    const user = found.get(userId)
    return user !== undefined ? [user] : wasActive ? [] : [{ userId, ...nothing }]
  })
}

const nothing = {
  activeDays: 0,
  sessionCount: 0,
  durationMs: 0,
  activeDurationMs: 0,
  durationSeconds: 0,
  activeDurationSeconds: 0,
  lastActiveAt: null,
  zone: undefined,
}

function* inPieces(users: readonly PlacedUser[]): Generator<PlacedUser[]> {
  let piece: PlacedUser[] = []
  let bytes = 0
  for (const user of users) {
    bytes += Buffer.byteLength(user.userId) + 8
    if (bytes > idBytesPerQuery) {
      yield piece
      piece = []
      bytes = Buffer.byteLength(user.userId) + 8
    }
    piece.push(user)
  }
  yield piece
}

const placeOf = (user: NetworkUser, sort: NetworkUsersAsked['sort']): Place => ({
  value: {
    duration: user.durationMs,
    wholeSeconds: user.durationSeconds,
    lastActive: user.lastActiveAt,
    activeDays: user.activeDays,
    sessions: user.sessionCount,
    user: 0,
  }[sort],
  userId: user.userId,
})
