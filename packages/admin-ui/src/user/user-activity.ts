import { html, nothing, type PropertyValues } from 'lit'
import type { CsvFormat, Dates, Failure } from '../api/activity-api.ts'
import type { Day, DaysAnswer } from '../api/answers.ts'
import { backButton } from '../elements/back-button.ts'
import { MinuteTick } from '../elements/minute-tick.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import type { MenuItem } from '../elements/overflow-menu.ts'
import { overlapText } from '../elements/overlap-note.ts'
import { tableItems } from '../elements/table-items.ts'
import { ToldAction } from '../elements/told-action.ts'
import { unrecordedNotice } from '../elements/unrecorded-notice.ts'
import { ViewElement } from '../elements/view-element.ts'
import { addDays, calendarDate, countDates, formatMoment, formatMomentTime } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import { areSameDates } from '../format/given-dates.ts'
import { classOfId } from '../format/long-id.ts'
import { Loading } from '../loading.ts'
import { namesNote } from '../names/names-note.ts'
import { aboutPerson, personNameStyles } from '../names/person-name.ts'
import { pause } from '../pause.ts'
import { changePlace } from '../place-change.ts'
import { shared, theme } from '../styles/shared.ts'
import { asksAnew, type View } from '../view.ts'
import type { DayList } from './day-list.ts'
import type { EraseDialog } from './erase-dialog.ts'
import { findLocalDays } from './find-local-days.ts'
import { lastDate } from './last-date.ts'
import { hasErasure, readChart, readErasure } from './late-parts.ts'
import { type ShownDays, shownDays } from './shown-days.ts'
import { userActivityStyles } from './user-activity-styles.ts'

/** For more than five weeks a bar for each day says more than their hours do. */
const mostDatesWithoutChart = 35

/**
 * One user's days, by default the last two weeks. A day opens to its sessions. Each read is recorded, so nothing is read without a request: the
 * view says how old its data is. Another user gets another element. One's own days are a part of a page and have no heading, and nothing can be erased.
 */
export class UserActivity extends ViewElement {
  static override styles = [theme, shared, personNameStyles, userActivityStyles]

  static override properties = {
    view: { attribute: false },
    user: {},
    dates: { attribute: false, hasChanged: (dates: Dates | undefined, before: Dates | undefined) => !areSameDates(dates, before) },
    openDates: { attribute: false },
  }

  declare view: View
  declare user: string
  /** By default the last two weeks. */
  declare dates: Dates | undefined
  declare openDates: ReadonlySet<string>
  readonly #told = new ToldAction(this)
  readonly #days = new Loading<ShownDays>(this)
  /** The day that gets the focus once it was read. */
  #awaited: string | undefined
  #lastDate: string | undefined

  constructor() {
    super()
    new MinuteTick(this)
    this.openDates = new Set()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const isOther = this.hasUpdated && changed.has('dates')
    if (isOther) this.#told.tell()
    // Before it is asked for: whoever has chosen to erase types at once.
    if (changed.has('view') && this.view.mayManage) readErasure()
    if (isOther || (changed.has('view') && asksAnew(changed.get('view'), this.view, this.#days))) void this.#load()
  }

  /** To be called when the reader comes here from elsewhere in the view. */
  focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>('header [tabindex]')?.focus()
  }

  async #load(): Promise<void> {
    const { api, mayRead, viewerTimeZone } = this.view
    if (!mayRead) return
    const { user, dates } = this
    // Of what is asked for now: an earlier question may be answered first.
    const awaited = this.#awaited
    this.#awaited = undefined
    await this.#days.load(api, async () => {
      const answer = await api.days(user, dates)
      if ('failure' in answer) return answer
      this.view.names.learn(api, [[user, answer.value.user]])
      await findLocalDays(answer.value.days)
      this.#lastDate = lastDate(answer.value, { before: this.#lastDate, isChosen: dates !== undefined, viewerTimeZone })
      return { value: shownDays(answer.value, viewerTimeZone, Date.now()) }
    })
    if (awaited !== undefined && this.openDates.has(awaited)) await this.#show(awaited)
  }

  async #toggle(date: string): Promise<void> {
    // Not in one task with the click, which would be a long one where hundreds of days are shown.
    await pause()
    const open = new Set(this.openDates)
    if (!open.delete(date)) open.add(date)
    changePlace(this, { open })
  }

  async #show(date: string): Promise<void> {
    if (!this.openDates.has(date)) changePlace(this, { open: new Set([...this.openDates, date]) })
    await this.updateComplete
    await this.renderRoot.querySelector<DayList>('activity-day-list')?.show(date)
  }

  /** Shows the other part of a session that midnight cuts: of the date before a date, or after it. */
  async #showOther({ detail: { date, direction } }: CustomEvent<{ date: string; direction: 1 | -1 }>): Promise<void> {
    const dates = this.#days.value?.days.map((day) => day.date) ?? []
    // Newest first. The part is on the next date that the zone has, which has activity.
    const other = direction === 1 ? dates.findLast((each) => each > date) : dates.find((each) => each < date)
    if (other !== undefined) return await this.#show(other)
    const beyond = addDays(date, direction)
    const { from, to } = this.#days.value ?? { from: date, to: date }
    this.#awaited = beyond
    changePlace(this, { dates: direction === 1 ? { from, to: beyond } : { from: beyond, to }, open: new Set([...this.openDates, beyond]) })
  }

  async #export(format: CsvFormat): Promise<void> {
    const shown = this.#days.value
    if (shown !== undefined) await this.#told.save(this.view.api.csv(this.user, { from: shown.from, to: shown.to }, format))
  }

  async #copy(): Promise<void> {
    if (await this.renderRoot.querySelector<DayList>('activity-day-list')?.copy()) this.#told.tell((words) => words.copied)
  }

  readonly #erase = async (): Promise<Failure | undefined> => {
    const answer = await this.view.api.erase(this.user)
    if ('failure' in answer) return answer.failure
    const { goneBy } = answer.value
    this.#told.tell((words) => words.erased(formatMoment(goneBy, this.view.locale, this.view.viewerTimeZone)))
    changePlace(this, { open: new Set() })
    await this.#load()
    // Erased activity must not stay on the screen, even if the rest cannot be read at the moment.
    if (this.#days.failure !== undefined) this.#days.forget()
    this.dispatchEvent(new CustomEvent('activity-erased', { detail: { user: this.user }, bubbles: true, composed: true }))
    return undefined
  }

  #askToErase(): void {
    // Who has gone on meanwhile is asked nothing.
    const ask = () => this.isConnected && this.renderRoot.querySelector<EraseDialog>('activity-erase-dialog')?.ask()
    // Without a turn in between, so that what is typed next is typed there.
    if (hasErasure()) ask()
    else
      import('./erasure.ts').then(
        () => this.updateComplete.then(ask),
        () => this.#told.tell(undefined, 'unreachable'),
      )
  }

  override render() {
    const { words, mayRead, isOwn } = this.view
    return html`
      ${isOwn ? nothing : backButton(words.backToUsers, () => this.dispatchEvent(new CustomEvent('activity-back')))}
      <header>
        ${isOwn ? html`<p tabindex="-1" class="muted">${words.ownDaysAbout}</p>` : this.#heading()}
        <activity-overflow-menu .label=${words.moreActions} .items=${this.#menu()}></activity-overflow-menu>
      </header>
      ${this.#told.render(words)}
      ${mayRead ? this.#activity() : html`<p part="card empty" class="card empty">${words.failures.permission}</p>`}
      ${isOwn ? nothing : html`<activity-erase-dialog .view=${this.view} .user=${this.user} .act=${this.#erase} @activity-confirmed=${this.focusHeading}></activity-erase-dialog>`}
    `
  }

  /** The name, and the id below it; room for both where names may still come. */
  #heading() {
    const { user, view } = this
    const shown = view.names.of(user).name || user
    return html`
      <div>
        <h1 part="heading" aria-level=${view.headingLevel} tabindex="-1" class=${classOfId(shown)}><bdi>${shown}</bdi></h1>
        ${view.names.hasDirectory || this.#days.value?.directory !== undefined ? html`<p class="about muted">${aboutPerson(user, view)}</p>` : nothing}
      </div>
    `
  }

  #menu(): MenuItem[] {
    const { words, mayRead, mayManage } = this.view
    const shown = this.#days.value
    const copy = shown === undefined || shown.days.length === 0 ? undefined : () => void this.#copy()
    const table = tableItems(shown, this.view, { save: (format) => void this.#export(format), hasWorkbook: true, copy })
    const erase = { label: words.erase, isDangerous: true, run: () => this.#askToErase() }
    return [...(mayRead ? table : []), ...(mayManage ? [erase] : [])]
  }

  #activity() {
    const { view } = this
    const answer = this.#days.value
    return html`
      ${failureNotice(this.#days, view, () => this.focusHeading())}
      ${answer === undefined ? loadingNote(this.#days, view) : this.#answer(answer)}
    `
  }

  #answer(answer: ShownDays) {
    const { view } = this
    const { words } = view
    const { from, to, days, timeZone, unrecorded } = answer
    return html`
      ${view.isOwn ? nothing : this.#trackingNotice(answer)}
      <div part="toolbar" class="tools">
        <activity-date-range-picker
          .view=${view}
          .dates=${{ from, to }}
          .earliest=${answer.recordedSince === null ? undefined : calendarDate(new Date(answer.recordedSince), timeZone)}
          .latest=${this.#lastDate}
          @activity-dates=${this.#choose}
        ></activity-date-range-picker>
        <div class="summary">
          <p class="muted number" role="status">${this.#days.isSlow ? words.loading : this.#summary(days)}</p>
          ${this.#age()}
        </div>
      </div>
      ${unrecordedNotice(unrecorded, answer, view, timeZone)}
      ${
        days.length === 0
          ? html`<p part="card empty" class="card empty">${this.#emptyText(answer)}<slot name="empty"></slot></p>`
          : html`
              ${countDates(from, to) > mostDatesWithoutChart ? this.#chart(answer) : nothing}
              <activity-day-list
                .view=${view}
                .user=${this.user}
                .answer=${answer}
                .openDates=${this.openDates}
                @activity-toggle=${({ detail }: CustomEvent<string>) => void this.#toggle(detail)}
                @activity-other-part=${this.#showOther}
              ></activity-day-list>
            `
      }
      ${view.isOwn ? nothing : namesNote(answer.directory, view, () => void this.#load())}
    `
  }

  #summary(days: readonly Day[]): string {
    if (days.length === 0) return ''
    const { view } = this
    const sumOf = (total: 'durationMs' | 'activeDurationMs') => days.reduce((sum, day) => sum + day[total], 0)
    const totals = { durationMs: sumOf('durationMs'), activeDurationMs: sumOf('activeDurationMs') }
    const texts = [view.words.activeDayCount(days.length), formatDuration(totals.durationMs, view.locale), overlapText(totals, view)]
    return texts.filter((text) => text !== '').join(' · ')
  }

  #chart(answer: ShownDays) {
    readChart()
    return html`
      <activity-day-chart
        .view=${this.view}
        .answer=${answer}
        .unrecorded=${answer.unrecorded}
        @activity-day=${({ detail }: CustomEvent<string>) => this.#show(detail)}
      ></activity-day-chart>
    `
  }

  /** When this was read, in the viewer's zone, and the button that reads it again. */
  #age() {
    const { words, locale, viewerTimeZone } = this.view
    const refresh = () => {
      if (this.#days.isLoading) return
      void this.#load()
      this.dispatchEvent(new CustomEvent('activity-refresh'))
    }
    return html`
      <p class="as-of small muted">
        <span role="status">${words.asOf(formatMomentTime(this.#days.loadedAt, locale, viewerTimeZone))}</span>
        <span class="unprinted">·</span> <button type="button" @click=${refresh}>${words.refresh}</button>
      </p>
    `
  }

  readonly #choose = (event: CustomEvent<Dates | undefined>): void => {
    changePlace(this, { dates: event.detail, open: new Set() })
  }

  #trackingNotice({ tracking: { enabled, since }, days }: DaysAnswer) {
    const { words, locale, viewerTimeZone } = this.view
    if (enabled || (since === null && days.length === 0)) return nothing
    return html`
      <div part="notice" class="notice"><p>${since === null ? words.userTrackingNeverOn : words.userTrackingOff(formatMoment(since, locale, viewerTimeZone))}</p></div>
    `
  }

  #emptyText({ from, to, tracking: { enabled, since }, recorded, unrecorded }: ShownDays): string {
    const { words, locale, viewerTimeZone, isOwn } = this.view
    if (!isOwn && this.view.names.of(this.user).known === false) return words.unknownUser
    if (since === null) return words.userTrackingNeverOn
    const isFirstDay = calendarDate(new Date(since), viewerTimeZone) === calendarDate(new Date(), viewerTimeZone)
    if (enabled && isFirstDay) return isOwn ? words.ownNothingYet : words.nothingYet(formatMoment(since, locale, viewerTimeZone))
    if (unrecorded.length === 0) return words.noActivity
    const [only, ...others] = unrecorded
    const isNothing = recorded.length === 0 || (others.length === 0 && only?.from.share === 0 && only.from.date === from && only.to.date === to)
    return isNothing ? words.nothingRecorded : words.noActivityRecorded
  }
}
