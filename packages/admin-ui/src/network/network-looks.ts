import { css, html, type PropertyValues } from 'lit'
import type { CsvFormat, Dates, LooksAsked } from '../api/activity-api.ts'
import { tableItems } from '../elements/table-items.ts'
import { ToldAction } from '../elements/told-action.ts'
import { ViewElement } from '../elements/view-element.ts'
import { addDays } from '../format/date-time.ts'
import { areSameDates } from '../format/given-dates.ts'
import { changePlace } from '../place-change.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import type { LookList } from './look-list.ts'

const kinds = ['days', 'sessions', 'csv', 'overview', 'overview-csv', 'erasure'] as const

/** How many people the fields offer by name. */
const mostOffered = 200

/** Who looked at whom, when and at what, newest first. Looks that belong together are one line that opens. */
export class NetworkLooks extends ViewElement {
  static override styles = [
    theme,
    shared,
    css`
      .tools,
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-end;
        gap: calc(0.75 * var(--activity-unit));
      }
      .tools {
        justify-content: space-between;
        align-items: flex-start;
        margin-bottom: var(--activity-unit);
      }
      form {
        margin-bottom: var(--activity-unit);
      }
      label {
        display: grid;
        flex: 0 1 calc(12 * var(--activity-unit));
        gap: calc(0.25 * var(--activity-unit));
        color: var(--muted);
        font-size: calc(0.8125 * var(--activity-unit));
      }
      .field {
        min-width: 0;
        color: var(--text);
        font: inherit;
        font-size: calc(0.9375 * var(--activity-unit));
      }
      .about {
        margin-bottom: var(--activity-unit);
      }
      /* What is not chosen is not printed. */
      @media print {
        label:has(:placeholder-shown, option[value='']:checked) {
          display: none;
        }
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    dates: { attribute: false, hasChanged: (dates: Dates | undefined, before: Dates | undefined) => !areSameDates(dates, before) },
    asked: { state: true },
    isEmpty: { state: true },
  }

  declare view: View
  /** In UTC; by default the last two weeks. */
  declare dates: Dates | undefined
  declare private asked: LooksAsked
  /** Whether no look is listed. */
  declare private isEmpty: boolean
  readonly #told = new ToldAction(this)
  #filters: Omit<LooksAsked, 'dates'> = { reader: '', user: '', kind: '' }

  constructor() {
    super()
    this.isEmpty = true
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || changed.has('dates')) this.#ask()
  }

  get #today(): string {
    return new Date().toISOString().slice(0, 10)
  }

  get #shownDates(): Dates {
    return this.dates ?? { from: addDays(this.#today, -13), to: this.#today }
  }

  /** Lists the looks of these filters and dates, as they are now. */
  #ask(): void {
    this.#told.tell()
    this.asked = { ...this.#filters, dates: this.#shownDates }
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement)) return
    const given = new FormData(event.target)
    const idOf = (given: string) => this.view.names.idOf(given)
    const text = (name: string) => String(given.get(name) ?? '').trim()
    this.#filters = { reader: idOf(text('reader')), user: idOf(text('user')), kind: kinds.find((kind) => kind === text('kind')) ?? '' }
    this.#ask()
  }

  async #export(format: CsvFormat): Promise<void> {
    await this.#told.save(this.view.api.looksCsv(this.asked, format))
  }

  override render() {
    const { view } = this
    const { words } = view
    const copy = this.isEmpty ? undefined : this.#copy
    const items = tableItems(this.#shownDates, view, { save: (format) => void this.#export(format), copy })
    return html`
      <p class="about muted">${words.looksAbout}</p>
      <div part="toolbar" class="tools">
        <activity-date-range-picker
          .view=${view}
          .dates=${this.#shownDates}
          .earliest=${'1970-01-01'}
          .latest=${this.#today}
          @activity-dates=${({ detail }: CustomEvent<Dates | undefined>) => changePlace(this, { dates: detail, open: new Set() })}
        ></activity-date-range-picker>
        <activity-overflow-menu
          .label=${words.moreActions}
          .items=${items}
        ></activity-overflow-menu>
      </div>
      ${this.#form()}
      ${this.#told.render(words)}
      <activity-look-list
        .view=${view}
        .asked=${this.asked}
        .none=${words.looksNone}
        @activity-listed=${({ detail }: CustomEvent<number>) => {
          this.isEmpty = detail === 0
        }}
      ></activity-look-list>
    `
  }

  readonly #copy = (): void => {
    if (this.renderRoot.querySelector<LookList>('activity-look-list')?.copy()) this.#told.tell((words) => words.copied)
  }

  #form() {
    const { words, names } = this.view
    return html`
      <form novalidate @submit=${this.#submit}>
        <label>${words.lookReader}<input part="field" class="field" name="reader" list="people" placeholder=" " autocomplete="off" /></label>
        <label>${words.lookUser}<input part="field" class="field" name="user" list="people" placeholder=" " autocomplete="off" /></label>
        <label>
          ${words.lookKind}
          <select part="field" class="field" name="kind">
            <option value="">${words.lookAnyKind}</option>
            ${kinds.map((kind) => html`<option value=${kind}>${words.lookKinds[kind]}</option>`)}
          </select>
        </label>
        <button type="submit" part="button" class="button">${words.show}</button>
        <datalist id="people">${names.known(mostOffered).map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</datalist>
      </form>
    `
  }
}
