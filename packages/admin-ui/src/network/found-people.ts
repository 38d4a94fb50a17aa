import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { UsersAsked } from '../api/activity-api.ts'
import type { UserSummary } from '../api/answers.ts'
import type { View } from '../view.ts'

/** What comes later than this after the list, comes to its end: people read already. */
const firstForMs = 1000

/** Whom the directory of the embedding page finds for the search, or has at all where everyone is shown, with their totals. */
export class FoundPeople implements ReactiveController {
  users: readonly UserSummary[] = []
  /** Whether they stand before the others. */
  areFirst = false
  /** Of the next page of people. */
  cursor: string | undefined
  readonly #host: ReactiveControllerHost
  readonly #mayMove: () => boolean
  #asked = 0

  /** @param mayMove whether nobody would mind if the list moved */
  constructor(host: ReactiveControllerHost, mayMove: () => boolean) {
    this.#host = host
    this.#mayMove = mayMove
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#asked++
  }

  /** @param isMore whether it is the next page of the same question */
  async find(view: View, asked: UsersAsked, isMore = false): Promise<void> {
    const question = ++this.#asked
    const cursor = isMore ? this.cursor : undefined
    if (!isMore) this.users = []
    this.cursor = undefined
    const { names, api } = view
    if (!names.isOfPage || (asked.search === '' && !asked.everyone)) return
    const startedAt = performance.now()
    const found = await names.search(asked.search, cursor)
    const ids = [...new Set(found?.people.slice(0, mostPerPage).map(({ id }) => id))]
    if (question !== this.#asked || found === undefined || ids.length === 0) return
    const answer = await api.users({ ...asked, search: '', everyone: false }, undefined, mostPerPage, ids)
    if (question !== this.#asked || 'failure' in answer) return
    const active = new Map(answer.value.users.map((user) => [user.userId, user]))
    const rows = ids.flatMap((id) => active.get(id) ?? (asked.everyone ? withoutActivity(id) : []))
    this.users = [...this.users, ...rows]
    this.cursor = found.cursor
    if (!isMore) this.areFirst = asked.search !== '' && performance.now() - startedAt < firstForMs && this.#mayMove()
    this.#host.requestUpdate()
  }

  /** These people and the others of the list, nobody twice. */
  among(others: readonly UserSummary[]): readonly UserSummary[] {
    if (this.users.length === 0) return others
    const [first, last] = this.areFirst ? [this.users, others] : [others, this.users]
    const ids = new Set(first.map(({ userId }) => userId))
    return [...first, ...last.filter(({ userId }) => !ids.has(userId))]
  }
}

const mostPerPage = 50

const withoutActivity = (userId: string): UserSummary => ({
  userId,
  activeDays: 0,
  sessionCount: 0,
  durationMs: 0,
  activeDurationMs: 0,
  lastActiveAt: null,
})
