import { css, html, nothing, type PropertyValues } from 'lit'
import type { Dates } from '../api/activity-api.ts'
import { Popup } from '../elements/popup.ts'
import { ViewElement } from '../elements/view-element.ts'
import { addDays, countDates, formatDates } from '../format/date-time.ts'
import { mostDates } from '../format/given-dates.ts'
import { datesOf, namedRanges } from '../format/named-ranges.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'

/**
 * Shows the dates and lets the reader choose others: the same range earlier or later, ranges by name, or any. Fires `activity-dates`, without dates where
 * those are meant that are shown at first.
 */
export class DateRangePicker extends ViewElement {
  static override styles = [
    theme,
    shared,
    css`
      :host {
        position: relative;
      }
      .row,
      .named {
        display: flex;
        align-items: center;
        gap: calc(0.375 * var(--activity-unit));
      }
      .named {
        flex-wrap: wrap;
        gap: calc(0.25 * var(--activity-unit));
        margin-top: calc(0.5 * var(--activity-unit));
      }
      .named button {
        padding: calc(0.125 * var(--activity-unit)) calc(0.625 * var(--activity-unit));
        border: 1px solid var(--line);
        border-radius: var(--activity-unit);
        background: none;
        color: var(--muted);
        font-size: calc(0.8125 * var(--activity-unit));
        cursor: pointer;
      }
      .named button:hover {
        background: var(--raised);
      }
      .named button[aria-pressed='true'] {
        border-color: var(--accent);
        background: var(--accent-soft);
        color: var(--accent);
        font-weight: 550;
      }
      .step {
        flex: none;
        width: calc(2.25 * var(--activity-unit));
        padding: 0;
      }
      /* Its content lies above the row, and takes no space in it. */
      #panel {
        display: contents;
      }
      .panel {
        position: absolute;
        inset-block-start: 100%;
        inset-inline-start: 0;
        z-index: 2;
        display: grid;
        gap: calc(0.875 * var(--activity-unit));
        width: max-content;
        max-width: calc(100vw - 2 * var(--activity-unit));
        margin-top: calc(0.375 * var(--activity-unit));
        padding: var(--activity-unit);
        background: var(--surface);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        box-shadow: 0 calc(0.5 * var(--activity-unit)) calc(1.5 * var(--activity-unit)) var(--shadow);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-end;
        gap: calc(0.5 * var(--activity-unit));
      }
      label {
        display: grid;
        gap: calc(0.25 * var(--activity-unit));
        color: var(--muted);
        font-size: calc(0.8125 * var(--activity-unit));
      }
      .field {
        color: var(--text);
        font-size: calc(0.9375 * var(--activity-unit));
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    dates: { attribute: false, hasChanged: (dates: Dates, before: Dates | undefined) => dates.from !== before?.from || dates.to !== before.to },
    earliest: {},
    latest: {},
    wanted: { state: true },
  }

  declare view: View
  declare dates: Dates
  /** The first date of which anything is on record; undefined if nothing is. */
  declare earliest: string | undefined
  /** The last date that can be chosen. */
  declare latest: string
  declare private wanted: Dates
  /** The latest choice, which may still be loading: pressing twice goes two steps. */
  #chosen: Dates | undefined
  readonly #popup = new Popup(this, () => this.renderRoot.querySelector<HTMLElement>('.current'))

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('dates')) this.#chosen = this.dates
  }

  #choose(dates: Dates | undefined): void {
    if (dates !== undefined) this.#chosen = dates
    if (this.#popup.isOpen) this.#popup.closeAndReturn()
    this.dispatchEvent(new CustomEvent('activity-dates', { detail: dates }))
  }

  #step(direction: -1 | 1): void {
    const { from, to } = this.#chosen ?? this.dates
    if (direction === 1 && to >= this.latest) return
    if (direction === -1 && this.#isEarliest(from)) return
    const days = countDates(from, to)
    const [end = to] = [addDays(to, direction * days), this.latest].sort()
    this.#choose({ from: addDays(end, 1 - days), to: end })
  }

  #isEarliest(from: string): boolean {
    return this.earliest === undefined || from <= this.earliest
  }

  #open(): void {
    this.wanted = this.dates
    this.#popup.open()
  }

  /** What is wrong with the entered dates, if anything. */
  get #complaint(): string | undefined {
    const { words } = this.view
    const { from, to } = this.wanted
    if (from === '' || to === '') return ''
    if (from > to) return words.rangeBackwards
    return countDates(from, to) > mostDates ? words.rangeTooLong : undefined
  }

  #submit(event: Event): void {
    event.preventDefault()
    if (this.#complaint === undefined) this.#choose(this.wanted)
  }

  override render() {
    const { words, locale } = this.view
    const { from, to } = this.dates
    return html`
      <p class="paper">${formatDates(from, to, locale)}</p>
      <div part="range" class="row" role="group" aria-label=${words.range}>
        <button
          type="button"
          part="button" class="button step"
          aria-label=${words.earlier}
          aria-disabled=${this.#isEarliest(from)}
          @click=${() => this.#step(-1)}
        >
          ‹
        </button>
        <button
          type="button"
          part="button" class="button current number"
          aria-expanded=${this.#popup.isOpen}
          aria-controls="panel"
          @click=${() => (this.#popup.isOpen ? this.#popup.close() : this.#open())}
        >
          <span class="unseen">${words.range}: </span>${formatDates(from, to, locale)}
        </button>
        <div id="panel" ?hidden=${!this.#popup.isOpen}>${this.#popup.isOpen ? this.#panel() : nothing}</div>
        <button
          type="button"
          part="button" class="button step"
          aria-label=${words.later}
          aria-disabled=${to >= this.latest}
          @click=${() => this.#step(1)}
        >
          ›
        </button>
      </div>
      <div class="named" role="group" aria-label=${words.namedRanges}>${namedRanges.map((name) => this.#named(name))}</div>
    `
  }

  #named(name: (typeof namedRanges)[number]) {
    const { words, locale } = this.view
    const dates = datesOf(name, this.latest, locale)
    const isShown = dates.from === this.dates.from && dates.to === this.dates.to
    return html`
      <button part="range-choice ${isShown ? 'chosen' : ''}" type="button" aria-pressed=${isShown} @click=${() => this.#choose(name === 'lastTwoWeeks' ? undefined : dates)}>${words[name]}</button>
    `
  }

  #panel() {
    const { words } = this.view
    const complaint = this.#complaint
    return html`
      <div class="panel" role="group" aria-label=${words.range}>
        <form novalidate @submit=${this.#submit}>
          ${this.#date('from', words.from)} ${this.#date('to', words.to)}
          <button part="button primary" type="submit" class="button primary" aria-disabled=${complaint !== undefined}>${words.show}</button>
        </form>
        <p class="small error" role="alert" ?hidden=${!complaint}>${complaint}</p>
      </div>
    `
  }

  #date(end: 'from' | 'to', label: string) {
    const set = (event: Event) => {
      if (event.target instanceof HTMLInputElement) this.wanted = { ...this.wanted, [end]: event.target.value }
    }
    return html`
      <label>${label}<input part="field" class="field" type="date" min="1970-01-01" max=${this.latest} .value=${this.wanted[end]} @input=${set} /></label>
    `
  }
}
