import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import type { Dates, Failure } from '../api/activity-api.ts'
import type { Day, DaysAnswer } from '../api/answers.ts'
import type { ConfirmDialog } from '../elements/confirm-dialog.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import type { MenuItem } from '../elements/overflow-menu.ts'
import { saveFile } from '../elements/save-file.ts'
import { calendarDate, formatDates, formatMoment } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import { Loading } from '../loading.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import { dayChart, dayChartStyles } from './day-chart.ts'
import { dayRow, dayRowStyles } from './day-row.ts'

/** One user's days, the last two weeks unless others are chosen; a day opens to its sessions. */
export class UserActivity extends LitElement {
  static override styles = [
    theme,
    shared,
    dayChartStyles,
    dayRowStyles,
    css`
      .back {
        padding: 0;
        border: 0;
        margin-bottom: 0.75rem;
        background: none;
        color: var(--accent);
        font-weight: 550;
        cursor: pointer;
      }
      .back:hover {
        text-decoration: underline;
      }
      header {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
        gap: 1rem;
        margin-bottom: 1rem;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.5rem 1.5rem;
        min-height: 2.25rem;
        margin-bottom: 1rem;
      }
      .notice {
        margin-bottom: 1rem;
      }
      .notice.quiet {
        background: var(--raised);
        color: var(--text);
      }
      .days {
        padding: 0;
        margin-top: 1.25rem;
        list-style: none;
        overflow: clip;
      }
      .confirm {
        display: grid;
        gap: 0.375rem;
        margin-top: 1rem;
      }
      .confirm .field {
        width: 100%;
      }
      .name {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
        user-select: all;
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    user: {},
    openDates: { state: true },
    typed: { state: true },
    told: { state: true },
    fileFailure: { state: true },
  }

  declare view: View
  declare user: string
  declare private openDates: ReadonlySet<string>
  declare private typed: string
  /** What was done last, in words. */
  declare private told: string
  declare private fileFailure: Failure | undefined
  readonly #days = new Loading<DaysAnswer>(this)
  #dates: Dates | undefined

  constructor() {
    super()
    this.openDates = new Set()
    this.typed = ''
    this.told = ''
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('user')) {
      this.#dates = undefined
      this.openDates = new Set()
      this.told = ''
    }
    if (changed.has('user') || changed.has('view')) void this.#load(changed.has('user'))
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus()
  }

  #load(isOther: boolean): Promise<void> {
    const { api } = this.view
    const [user, dates] = [this.user, this.#dates]
    return this.#days.load(() => api.days(user, dates), isOther)
  }

  #toggle(date: string): void {
    const open = new Set(this.openDates)
    if (!open.delete(date)) open.add(date)
    this.openDates = open
  }

  async #show(date: string): Promise<void> {
    this.openDates = new Set([...this.openDates, date])
    await this.updateComplete
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-date='${date}']`)
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }

  async #export(dialect: 'excel' | undefined): Promise<void> {
    const shown = this.#days.value
    if (shown === undefined) return
    this.fileFailure = undefined
    this.told = this.view.words.loading
    const answer = await this.view.api.csv(this.user, { from: shown.from, to: shown.to }, dialect)
    this.told = 'failure' in answer ? '' : this.view.words.csvSaved
    if ('failure' in answer) this.fileFailure = answer.failure
    else saveFile(answer.value)
  }

  readonly #erase = async (): Promise<Failure | undefined> => {
    const { api, words, locale, viewerTimeZone } = this.view
    const answer = await api.erase(this.user)
    if ('failure' in answer) return answer.failure
    this.told = words.erased(formatMoment(answer.value.goneBy, locale, viewerTimeZone))
    this.openDates = new Set()
    await this.#load(false)
    this.dispatchEvent(new CustomEvent('activity-erased', { detail: { user: this.user }, bubbles: true, composed: true }))
    return undefined
  }

  #askToErase(): void {
    this.typed = ''
    this.renderRoot.querySelector<ConfirmDialog>('activity-confirm-dialog')?.ask()
  }

  override render() {
    const { words, mayRead } = this.view
    return html`
      <button type="button" class="back" @click=${() => this.dispatchEvent(new CustomEvent('activity-back'))}>
        <span aria-hidden="true">‹</span> ${words.backToUsers}
      </button>
      <header>
        <h1 tabindex="-1"><bdi>${this.user}</bdi></h1>
        <activity-overflow-menu .label=${words.moreActions} .items=${this.#menu()}></activity-overflow-menu>
      </header>
      ${mayRead ? this.#activity() : html`<p class="card empty">${words.failures.permission}</p>`}
      ${this.#eraseQuestion()}
    `
  }

  #menu(): MenuItem[] {
    const { words, mayRead, mayManage } = this.view
    const exports = [
      { label: words.csvExport, run: () => void this.#export(undefined) },
      { label: words.csvExcel, run: () => void this.#export('excel') },
    ]
    const erase = { label: words.erase, isDangerous: true, run: () => this.#askToErase() }
    return [...(mayRead ? exports : []), ...(mayManage ? [erase] : [])]
  }

  #activity() {
    const { view } = this
    const answer = this.#days.value
    return html`
      ${failureNotice(this.#days, view)}
      ${this.fileFailure === undefined ? nothing : html`<div class="notice" role="alert"><p>${view.words.failures[this.fileFailure]}</p></div>`}
      <p class="told ${this.told === '' ? 'unseen' : 'notice quiet'}" role="status">${this.told}</p>
      ${answer === undefined ? loadingNote(this.#days, view) : this.#answer(answer)}
    `
  }

  #answer(answer: DaysAnswer) {
    const { view, openDates } = this
    const { words, locale } = view
    const { from, to, days } = answer
    const totalMs = days.reduce((sum, { durationMs }) => sum + durationMs, 0)
    return html`
      ${this.#trackingNotice(answer)}
      <div class="tools">
        <activity-date-range-picker .view=${view} .dates=${{ from, to }} @activity-dates=${this.#choose}></activity-date-range-picker>
        <p class="muted number" role="status">
          ${
            this.#days.isSlow
              ? words.loading
              : days.length > 0
                ? html`${words.activeDayCount(days.length)} · ${formatDuration(totalMs, locale)}`
                : nothing
          }
        </p>
      </div>
      ${
        days.length === 0
          ? html`<p class="card empty">${this.#emptyText(answer)}</p>`
          : html`
              ${dayChart(answer, view, (date) => this.#show(date))}
              <ol class="days card" aria-label=${formatDates(from, to, locale)}>
                ${days.map((day) => this.#row(day, to.slice(0, 4), openDates.has(day.date)))}
              </ol>
            `
      }
    `
  }

  #row(day: Day, currentYear: string, isOpen: boolean) {
    return dayRow({ day, currentYear, isOpen, user: this.user, view: this.view, toggle: () => this.#toggle(day.date) })
  }

  readonly #choose = (event: CustomEvent<Dates | undefined>): void => {
    this.#dates = event.detail
    this.openDates = new Set()
    void this.#load(false)
  }

  #trackingNotice({ tracking: { enabled, since }, days }: DaysAnswer) {
    const { words, locale, viewerTimeZone } = this.view
    if (enabled || (since === null && days.length === 0)) return nothing
    return html`
      <div class="notice"><p>${since === null ? words.userTrackingNeverOn : words.userTrackingOff(formatMoment(since, locale, viewerTimeZone))}</p></div>
    `
  }

  #emptyText({ tracking: { enabled, since } }: DaysAnswer): string {
    const { words, locale, viewerTimeZone } = this.view
    if (since === null) return words.userTrackingNeverOn
    const isFirstDay = calendarDate(new Date(since), viewerTimeZone) === calendarDate(new Date(), viewerTimeZone)
    return enabled && isFirstDay ? words.nothingYet(formatMoment(since, locale, viewerTimeZone)) : words.noActivity
  }

  #eraseQuestion() {
    const { words } = this.view
    return html`
      <activity-confirm-dialog
        .view=${this.view}
        .heading=${words.eraseQuestion}
        .confirmLabel=${words.eraseConfirm}
        .isDangerous=${true}
        .isBlocked=${this.typed.trim() !== this.user.trim()}
        .act=${this.#erase}
      >
        <p>${words.eraseConsequence}</p>
        <label class="confirm">
          <span>${words.eraseType} <strong class="name"><bdi>${this.user}</bdi></strong></span>
          <input class="field" type="text" dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${this.typed} @input=${this.#type} />
        </label>
      </activity-confirm-dialog>
    `
  }

  #type(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.typed = event.target.value
  }
}
