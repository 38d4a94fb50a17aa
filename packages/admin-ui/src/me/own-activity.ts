import { css, html, nothing, type PropertyValues } from 'lit'
import type { Dates, LooksAsked } from '../api/activity-api.ts'
import type { OwnTrackingAnswer } from '../api/answers.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import { tabList, tabListStyles } from '../elements/tab-list.ts'
import { ViewElement } from '../elements/view-element.ts'
import { formatMoment } from '../format/date-time.ts'
import { areSameDates } from '../format/given-dates.ts'
import { classOfId } from '../format/long-id.ts'
import { Loading } from '../loading.ts'
import { readLooks } from '../network/read-looks.ts'
import { shared, theme } from '../styles/shared.ts'
import { asksAnew, type View } from '../view.ts'
import { ownRecord, ownRecordStyles } from './own-record.ts'

export const ownTabs = ['days', 'looks', 'record'] as const

export type OwnTab = (typeof ownTabs)[number]

/** All looks that are kept. */
const allLooks: LooksAsked = { reader: '', user: '', kind: '', dates: undefined }

/** The reader's own activity: what others see of it, who looked, and what is recorded at all. */
export class OwnActivity extends ViewElement {
  static override styles = [
    theme,
    shared,
    tabListStyles,
    ownRecordStyles,
    css`
      .state,
      .about {
        margin-bottom: var(--activity-unit);
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    network: {},
    tab: {},
    dates: { attribute: false, hasChanged: (dates: Dates | undefined, before: Dates | undefined) => !areSameDates(dates, before) },
    openDates: { attribute: false },
  }

  declare view: View
  /** Empty if it is not known. */
  declare network: string
  declare tab: OwnTab
  /** By default the last two weeks. */
  declare dates: Dates | undefined
  declare openDates: ReadonlySet<string>
  readonly #tracking = new Loading<OwnTrackingAnswer>(this, true)
  readonly #looks = new Loading<true>(this)

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view') && asksAnew(changed.get('view'), this.view, this.#tracking)) this.#load()
    if (this.tab === 'looks') readLooks(this.#looks, this.view)
  }

  /** To be called when the reader comes here from elsewhere in the view. */
  focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus()
  }

  readonly #load = (): void => {
    const { api, mayRead } = this.view
    if (mayRead) void this.#tracking.load(api, () => api.ownTracking())
  }

  override render() {
    const { view, network } = this
    const { words, mayRead, reader } = view
    return html`
      <h1 part="heading" class=${view.hidesTitle ? 'unseen' : ''} aria-level=${view.headingLevel} tabindex="-1">
        <span class="over ${classOfId(reader)}"><bdi>${view.names.of(reader).name || reader}</bdi>${network === '' ? nothing : html` · <bdi>${network}</bdi>`}</span>
        ${words.myActivity}
      </h1>
      ${mayRead ? this.#tabs() : html`<p part="card empty" class="card empty">${words.failures.permission}</p>`}
    `
  }

  #tabs() {
    const { words, headingLevel } = this.view
    const names = { days: words.ownDays, looks: words.ownLooks, record: words.ownRecord }
    return html`
      <p class="state">${this.#state()}</p>
      ${tabList(
        {
          tabs: ownTabs,
          chosen: this.tab,
          label: words.myActivity,
          headingLevel: headingLevel + 1,
          nameOf: (tab) => names[tab],
          choose: (tab) => this.dispatchEvent(new CustomEvent('activity-tab', { detail: tab })),
        },
        this.#panel(),
      )}
    `
  }

  /** Whether tracking is on. What fails here is said in the tab that is all about it; other tabs tell their own failures. */
  #state() {
    const state = this.#tracking.value
    if (state === undefined) return nothing
    const { words, locale, viewerTimeZone } = this.view
    if (state.since === null) return words.ownTrackingNeverOn
    const moment = formatMoment(state.since, locale, viewerTimeZone)
    return state.enabled ? words.ownTrackingOn(moment) : words.ownTrackingOff(moment)
  }

  #panel() {
    const { view } = this
    const { words, reader } = view
    const state = this.#tracking.value
    if (this.tab === 'record')
      return html`
        ${failureNotice(this.#tracking, view, () => this.focusHeading())}
        ${state === undefined ? loadingNote(this.#tracking, view) : ownRecord(state, view)}
      `
    if (this.tab === 'looks') {
      if (this.#looks.value === undefined)
        return html`${failureNotice(this.#looks, view, () => this.focusHeading())} ${loadingNote(this.#looks, view)}`
      const keptFor = state && words.days(state.accessLogRetentionDays)
      return html`
        <p class="about muted">${words.ownLooksAbout}</p>
        <activity-look-list
          .view=${view}
          .asked=${allLooks}
          .none=${keptFor === undefined ? words.looksNone : words.ownLooksNone(keptFor)}
        ></activity-look-list>
      `
    }
    return html`
      <activity-user-activity
        .view=${view}
        .user=${reader}
        .dates=${this.dates}
        .openDates=${this.openDates}
        @activity-refresh=${this.#load}
        ><slot name="empty" slot="empty"></slot></activity-user-activity>
    `
  }
}
