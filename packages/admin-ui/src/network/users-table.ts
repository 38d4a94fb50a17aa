import { html, nothing, type TemplateResult } from 'lit'
import type { UserOrder, UserSummary } from '../api/answers.ts'
import { formatMomentTime } from '../format/date-time.ts'
import type { View } from '../view.ts'
import { userRow } from './user-row.ts'

interface ListedUsers {
  readonly users: readonly UserSummary[]
  readonly hasMore: boolean
  readonly asOf: string | null
  readonly order: UserOrder
  readonly isLoading: boolean
  readonly isSlow: boolean
}

interface ListActions {
  readonly addressOf: (user: string) => string
  readonly open: (event: MouseEvent, user: string) => void
  readonly sortBy: (sort: UserOrder['sort']) => void
  readonly more: () => void
  readonly onKey: (event: KeyboardEvent) => void
}

/** Users with their totals, and what stands below them. */
export function usersTable(list: ListedUsers, view: View, actions: ListActions): TemplateResult {
  const { words, locale, viewerTimeZone } = view
  const { users, asOf } = list
  const column = (sort: UserOrder['sort'], name: string, className = '') => columnHead(sort, name, className, list.order, view, actions)
  const twice = namesHeldTwice(users, view)
  return html`
    <div part="card" class="card">
      <table part="table" @keydown=${actions.onKey}>
        <thead>
          <tr part="table-head">
            ${column('user', words.user)} ${column('activeDays', words.activeDays, 'wide')} ${column('sessions', words.sessions, 'wide')}
            ${column('duration', words.total)} ${column('lastActive', words.lastActive)}
          </tr>
        </thead>
        <tbody>
          ${users.map((user) => userRow(user, { address: actions.addressOf(user.userId), open: (event) => actions.open(event, user.userId), twice }, view))}
        </tbody>
      </table>
    </div>
    <div class="more">
      <p class="small muted" role="status">${list.isSlow ? words.loading : words.usersShown(users.length)}</p>
      ${list.hasMore ? html`<button type="button" part="button" class="button" aria-disabled=${list.isLoading} @click=${actions.more}>${words.moreUsers}</button>` : nothing}
    </div>
    ${asOf === null ? nothing : html`<p class="as-of small muted">${words.asOf(formatMomentTime(Date.parse(asOf), locale, viewerTimeZone))}</p>`}
  `
}

function columnHead(sort: UserOrder['sort'], name: string, className: string, order: UserOrder, view: View, { sortBy }: ListActions): TemplateResult {
  const sorted = { asc: 'ascending', desc: 'descending' }[order.order]
  const cell = html`<span data-cell></span>`
  return html`
    <th scope="col" class=${className} aria-sort=${order.sort === sort ? sorted : nothing}>
      <button type="button" class="order printed" @click=${() => sortBy(sort)}>
        ${name}<span class="unseen unprinted">, ${view.words.sortedBy(name)}</span>
      </button>
      ${sort === 'duration' ? cell : nothing} ${sort === 'user' && view.names.hasDirectory ? [cell, cell] : nothing}
    </th>
  `
}

/** Names, in small letters, that several people in the list have: email addresses tell them apart better than ids. */
function namesHeldTwice(users: readonly UserSummary[], { names }: View): ReadonlySet<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const { userId } of users) {
    const name = names.of(userId).name.toLowerCase()
    if (seen.has(name)) twice.add(name)
    seen.add(name)
  }
  return twice
}
