import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import type { UserOrder, UserSummary, UsersAnswer } from '../api/answers.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import { formatClock, formatDates, formatShortDate } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import { Loading } from '../loading.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'

const pageSize = 50
const typingPauseMs = 250

/** Who was active in the last two weeks. Arrow keys go from user to user. */
export class NetworkUsers extends LitElement {
  static override styles = [
    theme,
    shared,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.75rem 1.5rem;
        margin-bottom: 1rem;
      }
      .field {
        flex: 0 1 20rem;
        min-width: 0;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 0.625rem 1rem;
        text-align: end;
        vertical-align: baseline;
      }
      th:first-child,
      td:first-child {
        text-align: start;
      }
      thead th {
        border-bottom: 1px solid var(--line);
        color: var(--muted);
        font-size: 0.8125rem;
        font-weight: 500;
        white-space: nowrap;
      }
      tbody th {
        font-weight: 400;
        overflow-wrap: anywhere;
      }
      tbody tr {
        cursor: pointer;
      }
      tbody tr + tr > * {
        border-top: 1px solid var(--line);
      }
      tbody tr:hover {
        background: var(--raised);
      }
      a {
        color: var(--accent);
        font-weight: 550;
        text-decoration: none;
      }
      a:hover {
        text-decoration: underline;
      }
      .order {
        padding: 0;
        border: 0;
        background: none;
        color: inherit;
        font-weight: inherit;
        cursor: pointer;
      }
      .order::after {
        content: '↓';
        margin-inline-start: 0.25rem;
        visibility: hidden;
      }
      [aria-sort] .order {
        color: var(--text);
      }
      [aria-sort] .order::after {
        visibility: visible;
      }
      td {
        white-space: nowrap;
      }
      .more {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 1rem;
        margin-top: 1rem;
      }
      .notice {
        margin-bottom: 1rem;
      }
      @media (max-width: 40rem) {
        .field {
          flex: 1 1 100%;
        }
        th,
        td {
          padding-inline: 0.5rem;
        }
        th:first-child {
          width: 46%;
          padding-inline-start: 0.75rem;
        }
        td:last-child {
          padding-inline-end: 0.75rem;
        }
        .wide {
          display: none;
        }
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    network: {},
    search: { state: true },
    order: { state: true },
  }

  declare view: View
  declare network: string
  declare private search: string
  declare private order: UserOrder
  readonly #overview = new Loading<UsersAnswer>(this)
  #typing: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.search = ''
    this.order = 'duration'
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view') || changed.has('network')) void this.#load()
  }

  async #load(): Promise<void> {
    const { api } = this.view
    const { search, order } = this
    await this.#overview.load(() => api.users(search, order, undefined, pageSize))
  }

  async #more(): Promise<void> {
    const { api } = this.view
    const shown = this.#overview.value
    if (shown === undefined || shown.nextCursor === null) return
    const { users, nextCursor } = shown
    const { search, order } = this
    await this.#overview.load(async () => {
      const answer = await api.users(search, order, nextCursor, pageSize)
      return 'failure' in answer ? answer : { value: { ...answer.value, users: [...users, ...answer.value.users] } }
    })
    await this.updateComplete
    this.#links.at(users.length)?.focus()
  }

  #type(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return
    this.search = event.target.value
    clearTimeout(this.#typing)
    this.#typing = setTimeout(() => this.#load(), typingPauseMs)
  }

  #sortBy(order: UserOrder): void {
    this.order = order
    void this.#load()
  }

  #open(event: MouseEvent, user: string): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    this.dispatchEvent(new CustomEvent('activity-user', { detail: user, bubbles: true, composed: true }))
  }

  get #links(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('tbody a')]
  }

  #onSearchKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown') return
    event.preventDefault()
    this.#links[0]?.focus()
  }

  #onTableKey(event: KeyboardEvent): void {
    const links = this.#links
    const focused = links.findIndex((link) => link.matches(':focus'))
    if (focused < 0) return
    const target = { ArrowDown: focused + 1, ArrowUp: focused - 1, Home: 0, End: links.length - 1 }[event.key]
    if (target === undefined) return
    event.preventDefault()
    if (target < 0) this.renderRoot.querySelector<HTMLElement>('input')?.focus()
    else links[target]?.focus()
  }

  override render() {
    const { view } = this
    const { words, locale, mayRead } = view
    if (!mayRead) return html`<p class="card empty">${words.failures.permission}</p>`
    const overview = this.#overview.value
    return html`
      <div class="tools">
        <input
          class="field"
          type="search"
          aria-label=${words.search}
          placeholder=${words.search}
          autocomplete="off"
          .value=${this.search}
          @input=${this.#type}
          @keydown=${this.#onSearchKey}
        />
        ${overview === undefined ? nothing : html`<p class="muted number">${formatDates(overview.from, overview.to, locale)}</p>`}
      </div>
      ${failureNotice(this.#overview, view)}
      ${overview === undefined ? loadingNote(this.#overview, view) : this.#list(overview)}
    `
  }

  #list({ users, nextCursor }: UsersAnswer) {
    const { words } = this.view
    if (users.length === 0) return html`<p class="card empty" role="status">${this.search === '' ? words.nobody : words.nobodyFound(this.search)}</p>`
    return html`
      <div class="card">
        <table @keydown=${this.#onTableKey}>
          <thead>
            <tr>
              <th scope="col">${words.user}</th>
              <th scope="col" class="wide">${words.activeDays}</th>
              <th scope="col" class="wide">${words.sessions}</th>
              ${this.#sortable('duration', words.total)} ${this.#sortable('lastActive', words.lastActive)}
            </tr>
          </thead>
          <tbody>
            ${users.map((user) => this.#row(user))}
          </tbody>
        </table>
      </div>
      <div class="more">
        <p class="small muted" role="status">${this.#overview.isSlow ? words.loading : words.usersShown(users.length)}</p>
        ${nextCursor === null ? nothing : html`<button type="button" class="button" ?disabled=${this.#overview.isLoading} @click=${this.#more}>${words.moreUsers}</button>`}
      </div>
    `
  }

  #sortable(order: UserOrder, column: string) {
    return html`
      <th scope="col" aria-sort=${this.order === order ? 'descending' : nothing}>
        <button type="button" class="order" @click=${() => this.#sortBy(order)}>
          ${column}<span class="unseen">, ${this.view.words.sortedBy(column)}</span>
        </button>
      </th>
    `
  }

  #row({ userId, activeDays, sessionCount, durationMs, lastActiveAt }: UserSummary) {
    const { locale } = this.view
    const address = `#${new URLSearchParams({ network: this.network, user: userId })}`
    return html`
      <tr @click=${(event: MouseEvent) => this.#open(event, userId)}>
        <th scope="row"><a href=${address}><bdi>${userId}</bdi></a></th>
        <td class="wide number">${activeDays.toLocaleString(locale)}</td>
        <td class="wide number">${sessionCount.toLocaleString(locale)}</td>
        <td class="number">${formatDuration(durationMs, locale)}</td>
        <td class="number">
          ${formatShortDate(lastActiveAt.slice(0, 10), locale)}<span class="wide">, ${formatClock(lastActiveAt, locale)}</span>
        </td>
      </tr>
    `
  }
}
