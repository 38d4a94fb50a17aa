import { html, nothing, type PropertyValues } from 'lit'
import type { ActivityApi, Answer, CsvFormat, Dates } from '../api/activity-api.ts'
import type { UserOrder, UserSummary, UsersAnswer } from '../api/answers.ts'
import { CopiedRows } from '../elements/copied-rows.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import { tableItems } from '../elements/table-items.ts'
import { ToldAction } from '../elements/told-action.ts'
import { unrecordedNotice } from '../elements/unrecorded-notice.ts'
import { ViewElement } from '../elements/view-element.ts'
import { calendarDate } from '../format/date-time.ts'
import { areSameDates } from '../format/given-dates.ts'
import { knownZoneOf, type Unrecorded, unrecordedOf } from '../format/unrecorded.ts'
import { Loading } from '../loading.ts'
import { namesNote } from '../names/names-note.ts'
import { personNameStyles } from '../names/person-name.ts'
import { changePlace } from '../place-change.ts'
import { shared, theme } from '../styles/shared.ts'
import { lastDate } from '../user/last-date.ts'
import { asksAnew, type View } from '../view.ts'
import { everyoneBox } from './everyone-box.ts'
import { FoundPeople } from './found-people.ts'
import type { UsersPlace } from './users-place.ts'
import { usersStyles } from './users-styles.ts'
import { usersTable } from './users-table.ts'

const pageSize = 50
const mostAtOnce = 200
const typingPauseMs = 250

/** The chosen user, and the dates. */
export type UserChoice = Dates & { readonly user: string }

interface ShownUsers extends UsersAnswer {
  readonly unrecorded: readonly Unrecorded[]
}

/** The users who were active on some dates, by default in the last two weeks. Arrow keys go from user to user. */
export class NetworkUsers extends ViewElement {
  static override styles = [theme, shared, personNameStyles, usersStyles]

  static override properties = {
    view: { attribute: false },
    network: {},
    place: { attribute: false },
    search: { state: true },
    order: { state: true },
    everyone: { state: true },
    dates: { attribute: false, hasChanged: (dates: Dates | undefined, before: Dates | undefined) => !areSameDates(dates, before) },
  }

  declare view: View
  declare network: string
  declare place: UsersPlace
  declare private search: string
  declare private order: UserOrder
  /** Whether people who were not active are listed too. */
  declare private everyone: boolean
  /** The chosen dates; undefined: the last two weeks. */
  declare dates: Dates | undefined
  readonly #told = new ToldAction(this)
  #latest: string | undefined
  readonly #overview = new Loading<ShownUsers>(this)
  readonly #found = new FoundPeople(this, () => !this.#links.some((link) => link.matches(':focus')))
  readonly #copied = new CopiedRows(this)
  #typing: ReturnType<typeof setTimeout> | undefined

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('place')) {
      this.search = this.place.search
      this.order = this.place.order
      this.everyone = this.place.everyone
      void this.#comeBack()
    } else if (changed.has('dates')) {
      this.#told.tell()
      void this.#load(pageSize)
    } else if (changed.has('view') && asksAnew(changed.get('view'), this.view, this.#overview)) void this.#load(this.place.count)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#typing)
  }

  /** Loads as many users as before, and moves the focus to the user that was viewed. */
  async #comeBack(): Promise<void> {
    const { user } = this.place
    this.place.user = ''
    await this.#load(this.place.count)
    await this.updateComplete
    if (user === '' || document.activeElement !== document.body) return
    const link = this.#links.find(({ dataset }) => dataset['user'] === user) ?? this.#field
    link?.focus()
  }

  async #load(count: number): Promise<void> {
    if (!this.view.mayRead) return
    const { api, asked } = this.#question
    void this.#found.find(this.view, asked)
    await this.#overview.load(api, async () => {
      const answer = this.#shown(api, await api.users(asked, undefined, Math.min(Math.max(count, pageSize), mostAtOnce)))
      if ('value' in answer)
        this.#latest = lastDate(
          { ...answer.value, days: [] },
          { before: this.#latest, isChosen: asked.dates !== undefined, viewerTimeZone: this.view.viewerTimeZone },
        )
      return answer
    })
    this.#remember()
  }

  /** An answer behind what is shown already, with what is not on record of its dates. */
  #shown(api: ActivityApi, answer: Answer<UsersAnswer>, before: readonly UserSummary[] = []): Answer<ShownUsers> {
    if ('failure' in answer) return answer
    const { value } = answer
    const said = value.users.map((user) => [user.userId, user] as const)
    this.view.names.learn(api, said)
    return { value: { ...value, users: [...before, ...value.users], unrecorded: unrecordedOf(value, this.#timeZone, Date.now()) } }
  }

  get #question() {
    const { view, search, order, everyone, dates } = this
    return { api: view.api, asked: { search, order, everyone, dates } }
  }

  #remember(): void {
    const { search, order, everyone } = this
    Object.assign(this.place, { search, order, everyone, count: this.#overview.value?.users.length ?? 0 })
  }

  async #more(): Promise<void> {
    const shown = this.#overview.value
    if (shown === undefined || this.#overview.isLoading) return
    const { users, nextCursor } = shown
    const count = this.#links.length
    const { api, asked } = this.#question
    // Later pages belong to the dates of the first one.
    const { from, to } = shown
    const askedNext = { ...asked, dates: { from, to } }
    if (nextCursor === null) await this.#found.find(this.view, askedNext, true)
    else await this.#overview.load(api, async () => this.#shown(api, await api.users(askedNext, nextCursor, pageSize), users))
    this.#remember()
    await this.updateComplete
    this.#links.at(count)?.focus()
  }

  #type(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return
    this.search = event.target.value
    clearTimeout(this.#typing)
    this.#typing = setTimeout(() => this.#load(pageSize), typingPauseMs)
  }

  /** The other way round at the second press. */
  #sortBy(sort: UserOrder['sort']): void {
    const usual = sort === 'user' ? 'asc' : 'desc'
    const isAgain = this.order.sort === sort && this.order.order === usual
    this.order = { sort, order: isAgain ? (usual === 'asc' ? 'desc' : 'asc') : usual }
    void this.#load(pageSize)
  }

  readonly #choose = ({ detail: dates }: CustomEvent<Dates | undefined>): void => changePlace(this, { dates, open: new Set() })

  async #export(format: CsvFormat): Promise<void> {
    const { api, asked } = this.#question
    await this.#told.save(api.usersCsv({ ...asked, dates: this.#dates }, format))
  }

  #open(event: MouseEvent, user: string): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    this.place.user = user
    this.dispatchEvent(new CustomEvent<UserChoice>('activity-user', { detail: { user, ...this.#dates }, bubbles: true, composed: true }))
  }

  /** The dates of the list. A user that is opened from it shows the same dates. */
  get #dates(): Dates {
    const { from = '', to = '' } = this.#overview.value ?? {}
    return { from, to }
  }

  #addressOf(user: string): string {
    return `#${new URLSearchParams({ network: this.network, user, ...this.#dates })}`
  }

  get #links(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('tbody a')]
  }

  get #field(): HTMLElement | null {
    return this.renderRoot.querySelector('input')
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
    if (target < 0) this.#field?.focus()
    else links[target]?.focus()
  }

  override render() {
    const { view } = this
    const { words, mayRead } = view
    if (!mayRead) return html`<p part="card empty" class="card empty">${words.failures.permission}</p>`
    const overview = this.#overview.value
    const copy = overview === undefined || this.#found.among(overview.users).length === 0 ? undefined : this.#copy
    const items = tableItems(overview, view, { save: (format) => void this.#export(format), hasWorkbook: true, copy })
    return html`
      <div part="toolbar" class="tools">
        <input
          part="field" class="field"
          type="search"
          aria-label=${this.#hasDirectory ? words.searchPeople : words.search}
          placeholder=${this.#hasDirectory ? words.searchPeople : words.search}
          autocomplete="off"
          .value=${this.search}
          @input=${this.#type}
          @keydown=${this.#onSearchKey}
        />
        ${this.#hasDirectory ? everyoneBox(this.everyone, view, this.#chooseEveryone) : nothing}
        <activity-overflow-menu .label=${words.moreActions} .items=${items}></activity-overflow-menu>
      </div>
      ${overview === undefined ? nothing : this.#picker(overview)}
      ${this.#told.render(words)}
      ${overview === undefined ? nothing : unrecordedNotice(overview.unrecorded, overview, view, this.#timeZone)}
      ${failureNotice(this.#overview, view, () => this.#field?.focus())}
      ${overview === undefined ? loadingNote(this.#overview, view) : this.#list(overview)}
    `
  }

  readonly #copy = (): void => {
    if (this.#copied.all()) this.#told.tell((words) => words.copied)
  }

  #picker({ from, to, recordedSince }: ShownUsers) {
    return html`
      <activity-date-range-picker
        .view=${this.view}
        .dates=${{ from, to }}
        .earliest=${recordedSince === null ? undefined : calendarDate(new Date(recordedSince), this.#timeZone)}
        .latest=${this.#latest}
        @activity-dates=${this.#choose}
      ></activity-date-range-picker>
    `
  }

  /** The dates of a list are those of many places; its breaks are told on the reader's clock. */
  get #timeZone(): string {
    return knownZoneOf([this.view.viewerTimeZone])
  }

  #emptyText({ recorded, unrecorded }: ShownUsers): string {
    const { words } = this.view
    if (this.search !== '') return this.everyone ? words.nobodyKnown(this.search) : words.nobodyFound(this.search)
    if (recorded.length === 0) return words.nothingRecorded
    return unrecorded.length === 0 ? words.nobody : words.nobodyRecorded
  }

  #list(overview: ShownUsers) {
    const { view } = this
    const users = this.#found.among(overview.users)
    const hasMore = overview.nextCursor !== null || this.#found.cursor !== undefined
    if (users.length === 0 && !hasMore)
      return html`<p part="card empty" class="card empty" role="status">${this.#emptyText(overview)}<slot name="empty"></slot></p>${this.#note(overview)}`
    const { isLoading, isSlow } = this.#overview
    const list = { users, hasMore, asOf: overview.asOf, order: this.order, isLoading, isSlow }
    return html`
      ${usersTable(list, view, {
        addressOf: (user) => this.#addressOf(user),
        open: (event, user) => this.#open(event, user),
        sortBy: (sort) => this.#sortBy(sort),
        more: () => void this.#more(),
        onKey: (event) => this.#onTableKey(event),
      })}
      ${this.#note(overview)}
    `
  }

  #note({ directory }: ShownUsers) {
    return namesNote(directory, this.view, () => void this.#load(this.place.count))
  }

  readonly #chooseEveryone = (everyone: boolean): void => {
    this.everyone = everyone
    void this.#load(pageSize)
  }

  get #hasDirectory(): boolean {
    return this.view.names.hasDirectory || (this.#overview.value?.directory ?? 'unavailable') !== 'unavailable'
  }
}
