import { devices } from '@stitchlog/contracts/devices'
import { css, html, nothing, type PropertyValues, svg } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { CopiedRows } from '../elements/copied-rows.ts'
import { GradualRows } from '../elements/gradual-rows.ts'
import { MinuteTick } from '../elements/minute-tick.ts'
import { ViewElement } from '../elements/view-element.ts'
import { formatDates, formatHour } from '../format/date-time.ts'
import { localDayOf } from '../format/local-day.ts'
import { deviceColours } from '../styles/device-colours.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import { dayRow } from './day-row.ts'
import { dayRowStyles } from './day-row-styles.ts'
import { missingRow } from './missing-row.ts'
import { isMissing, isWeek, type MissingDates, type ShownDays, type Week, withWeeks } from './shown-days.ts'
import { weekRow } from './week-row.ts'

const hourMs = 3_600_000

/**
 * The days of an answer, newest first, with their hours drawn to one scale, the subtotals of weeks and what is not on record. Fires `activity-toggle`
 * with the date of a day that is to be opened or closed.
 */
export class DayList extends ViewElement {
  static override styles = [
    theme,
    shared,
    deviceColours,
    dayRowStyles,
    css`
      .card {
        overflow: clip;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: calc(0.25 * var(--activity-unit)) calc(1.25 * var(--activity-unit));
        padding: calc(0.625 * var(--activity-unit)) calc(1.25 * var(--activity-unit)) calc(0.25 * var(--activity-unit)) var(--activity-unit);
        color: var(--muted);
        font-size: calc(0.8125 * var(--activity-unit));
      }
      .scale svg {
        display: block;
        grid-column: 3;
        overflow: visible;
        direction: ltr;
      }
      /* Every twelve hours only. */
      @container (max-width: 20em) {
        .scale text:nth-child(even) {
          display: none;
        }
      }
      @media print {
        .card {
          overflow: visible;
        }
      }
      @container (max-width: 48em) {
        .scale {
          display: block;
          padding-inline: calc(0.75 * var(--activity-unit)) calc(0.875 * var(--activity-unit));
        }
      }
    `,
  ]

  static override properties = { view: { attribute: false }, user: {}, answer: { attribute: false }, openDates: { attribute: false } }

  declare view: View
  declare user: string
  declare answer: ShownDays
  declare openDates: ReadonlySet<string>
  readonly #gradual = new GradualRows(this)
  readonly #copied = new CopiedRows(this)
  #rows: readonly (ShownDays['days'][number] | MissingDates | Week)[] = []
  #scaleHours = 24

  constructor() {
    super()
    new MinuteTick(this)
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('answer') && changed.get('view')?.locale === this.view.locale) return
    this.#rows = withWeeks(this.answer, this.view.locale)
    const days = this.answer.days.flatMap(({ date, timeZones }) => timeZones.map((timeZone) => localDayOf(date, timeZone)))
    this.#scaleHours = Math.max(24, ...days.map((day) => (day === undefined ? 24 : (day.endsAt - day.startsAt) / hourMs)))
  }

  /** Moves the focus to a day. */
  async show(date: string): Promise<void> {
    this.#gradual.all()
    await this.updateComplete
    this.#focus(date)
  }

  /** Copies the days as a table. @returns whether the browser allowed it */
  async copy(): Promise<boolean> {
    this.#gradual.all()
    await this.updateComplete
    return this.#copied.all()
  }

  #focus(date: string): void {
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-date='${date}']`)
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }

  #onKey(event: KeyboardEvent): void {
    const days = [...this.renderRoot.querySelectorAll<HTMLElement>('.day')]
    const at = days.findIndex((day) => day.matches(':focus'))
    const target = at < 0 ? undefined : { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key]
    const day = target === undefined || target < 0 ? undefined : days[target]
    if (day === undefined) return
    event.preventDefault()
    day.focus()
  }

  override render() {
    const { view, answer } = this
    const { words, locale } = view
    return html`
      <div part="card" class="card">
        <p class="legend">
          ${devices.map((device) => html`<span class="key ${device}">${words.device[device]}</span>`)}
          ${answer.unrecorded.length === 0 ? nothing : html`<span><span class="hatched"></span> ${words.notRecorded}</span>`}
          <span class="unseen unprinted">${words.stripKeys}</span>
          <span class="paper">${words.userClock([...new Set(answer.days.flatMap(({ timeZones }) => timeZones))].join(', '))}</span>
        </p>
        <div class="scale" aria-hidden="true">
          <svg class="time" width="100%" height="18">
            ${[0, 6, 12, 18, 24].map((hour) => svg`<text class="scale" x="${(hour / this.#scaleHours) * 100}%" y="12" text-anchor=${({ 0: 'start', 24: 'end' } as const)[hour] ?? 'middle'}>${formatHour(hour, locale)}</text>`)}
          </svg>
        </div>
        <ol class="days" aria-label=${formatDates(answer.from, answer.to, locale)} @keydown=${this.#onKey}>
          ${this.#gradual.of(this.#rows).map((row) => this.#row(row))}
        </ol>
      </div>
    `
  }

  #row(row: ShownDays['days'][number] | MissingDates | Week) {
    const { view, user, answer } = this
    if (isWeek(row)) return weekRow(row, view)
    if (isMissing(row)) return missingRow(row, answer.to.slice(0, 4), view)
    const toggle = () => this.dispatchEvent(new CustomEvent('activity-toggle', { detail: row.date }))
    const focus = () => this.#focus(row.date)
    const isOpen = this.openDates.has(row.date)
    // Of hundreds of days, only those are drawn again of which something changed. What a day that is not over says changes with the time.
    const minute = row.provisional ? Math.floor(Date.now() / 60_000) : 0
    const draw = () => dayRow({ day: row, answer, isOpen, scaleHours: this.#scaleHours, user, view, toggle, focus })
    return guard([row, answer, isOpen, view, user, minute], draw)
  }
}
