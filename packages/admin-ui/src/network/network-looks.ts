import { css, html, nothing, type PropertyValues } from 'lit'
import type { CsvFormat, Dates, Failure, LooksAsked } from '../api/activity-api.ts'
import type { AccessLogAnswer } from '../api/answers.ts'
import { CopiedRows } from '../elements/copied-rows.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import { saveFile } from '../elements/save-file.ts'
import { tableItems } from '../elements/table-items.ts'
import { ViewElement } from '../elements/view-element.ts'
import { addDays } from '../format/date-time.ts'
import { areSameDates } from '../format/given-dates.ts'
import type { Words } from '../i18n/en.ts'
import { Loading } from '../loading.ts'
import { changePlace } from '../place-change.ts'
import { shared, theme } from '../styles/shared.ts'
import { asksAnew, type View } from '../view.ts'
import { groupsOf } from './look-groups.ts'
import { lookRows, lookRowsStyles } from './look-rows.ts'

const kinds = ['days', 'sessions', 'csv', 'overview', 'overview-csv', 'erasure'] as const

/** Who looked at whom, when and at what, newest first. Looks that belong together are one line that opens. */
export class NetworkLooks extends ViewElement {
  static override styles = [
    theme,
    shared,
    lookRowsStyles,
    css`
      .tools,
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-end;
        gap: 0.75rem;
      }
      .tools {
        justify-content: space-between;
        align-items: flex-start;
        margin-bottom: 1rem;
      }
      form {
        margin-bottom: 1rem;
      }
      label {
        display: grid;
        flex: 0 1 12rem;
        gap: 0.25rem;
        color: var(--muted);
        font-size: 0.8125rem;
      }
      .field {
        min-width: 0;
        color: var(--text);
        font: inherit;
        font-size: 0.9375rem;
      }
      .about {
        margin-bottom: 1rem;
      }
      .more {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-top: 1rem;
      }
      /* What is not chosen is not printed. */
      @media print {
        label:has(:placeholder-shown, option[value='']:checked) {
          display: none;
        }
      }
      .notice {
        margin-bottom: 1rem;
      }
      .notice.quiet {
        background: var(--raised);
        color: var(--text);
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    dates: { attribute: false, hasChanged: (dates: Dates | undefined, before: Dates | undefined) => !areSameDates(dates, before) },
    openGroups: { state: true },
    told: { state: true },
    fileFailure: { state: true },
  }

  declare view: View
  /** In UTC; by default the last two weeks. */
  declare dates: Dates | undefined
  /** The groups that are open, by the instant of their newest look. */
  declare private openGroups: ReadonlySet<string>
  /** The message about a file, in the current language. */
  declare private told: ((words: Words) => string) | undefined
  declare private fileFailure: Failure | undefined
  #filters: Omit<LooksAsked, 'dates'> = { reader: '', user: '', kind: '' }
  readonly #looks = new Loading<AccessLogAnswer>(this)
  readonly #copied = new CopiedRows(this)

  constructor() {
    super()
    this.openGroups = new Set()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const isOther = this.hasUpdated && changed.has('dates')
    if (isOther || (changed.has('view') && asksAnew(changed.get('view'), this.view, this.#looks))) void this.#load()
  }

  get #today(): string {
    return new Date().toISOString().slice(0, 10)
  }

  get #shownDates(): Dates {
    return this.dates ?? { from: addDays(this.#today, -13), to: this.#today }
  }

  get #asked(): LooksAsked {
    return { ...this.#filters, dates: this.#shownDates }
  }

  async #load(): Promise<void> {
    const { api } = this.view
    const asked = this.#asked
    this.told = undefined
    this.fileFailure = undefined
    await this.#looks.load(api, () => api.looks(asked, undefined))
  }

  async #more(): Promise<void> {
    const shown = this.#looks.value
    if (shown === undefined || shown.nextCursor === null || this.#looks.isLoading) return
    const { api } = this.view
    const { entries, nextCursor } = shown
    const asked = this.#asked
    const count = groupsOf(entries).length
    await this.#looks.load(api, async () => {
      const answer = await api.looks(asked, nextCursor)
      return 'failure' in answer ? answer : { value: { ...answer.value, entries: [...entries, ...answer.value.entries] } }
    })
    await this.updateComplete
    this.renderRoot.querySelectorAll<HTMLElement>('tbody tr:not(.single)')[count]?.focus()
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement)) return
    const given = new FormData(event.target)
    const text = (name: string) => String(given.get(name) ?? '').trim()
    this.#filters = { reader: text('reader'), user: text('user'), kind: kinds.find((kind) => kind === text('kind')) ?? '' }
    void this.#load()
  }

  #toggle(key: string): void {
    const open = new Set(this.openGroups)
    if (!open.delete(key)) open.add(key)
    this.openGroups = open
  }

  async #export(format: CsvFormat): Promise<void> {
    this.fileFailure = undefined
    this.told = (words) => words.loading
    const answer = await this.view.api.looksCsv(this.#asked, format)
    this.told = 'failure' in answer ? undefined : (words) => words.csvSaved
    if ('failure' in answer) this.fileFailure = answer.failure
    else saveFile(answer.value)
  }

  override render() {
    const { view } = this
    const { words } = view
    const answer = this.#looks.value
    const copy = answer === undefined || answer.entries.length === 0 ? undefined : this.#copy
    const items = tableItems(this.#shownDates, view, { save: (format) => void this.#export(format), copy })
    return html`
      <p class="about muted">${words.looksAbout}</p>
      <div class="tools">
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
      <p class="told ${this.told === undefined ? 'unseen' : 'notice quiet'}" role="status">${this.told?.(words)}</p>
      ${this.fileFailure === undefined ? nothing : html`<div class="notice" role="alert"><p>${words.failures[this.fileFailure]}</p></div>`}
      ${failureNotice(this.#looks, view, () => this.renderRoot.querySelector<HTMLElement>('input')?.focus())}
      ${answer === undefined ? loadingNote(this.#looks, view) : this.#list(answer)}
    `
  }

  readonly #copy = (): void => {
    if (this.#copied.all()) this.told = (words) => words.copied
  }

  #form() {
    const { words } = this.view
    return html`
      <form novalidate @submit=${this.#submit}>
        <label>${words.lookReader}<input class="field" name="reader" placeholder=" " autocomplete="off" /></label>
        <label>${words.lookUser}<input class="field" name="user" placeholder=" " autocomplete="off" /></label>
        <label>
          ${words.lookKind}
          <select class="field" name="kind">
            <option value="">${words.lookAnyKind}</option>
            ${kinds.map((kind) => html`<option value=${kind}>${words.lookKinds[kind]}</option>`)}
          </select>
        </label>
        <button type="submit" class="button">${words.show}</button>
      </form>
    `
  }

  #list({ entries, nextCursor }: AccessLogAnswer) {
    const { view } = this
    const { words } = view
    if (entries.length === 0) return html`<p class="card empty" role="status">${words.looksNone}</p>`
    return html`
      <div class="card">
        <table>
          <thead>
            <tr>
              <th scope="col">${words.lookWhen}</th>
              <th scope="col">${words.lookReader}</th>
              <th scope="col">${words.lookUser}</th>
              <th scope="col">${words.lookKind}</th>
            </tr>
          </thead>
          <tbody>
            ${groupsOf(entries).map((group) => {
              const key = group.looks[0].occurredAt + group.looks[0].reader
              return lookRows(group, this.openGroups.has(key), view, () => this.#toggle(key))
            })}
          </tbody>
        </table>
      </div>
      <div class="more">
        <p class="small muted" role="status">${this.#looks.isSlow ? words.loading : words.looksShown(entries.length)}</p>
        ${nextCursor === null ? nothing : html`<button type="button" class="button" aria-disabled=${this.#looks.isLoading} @click=${this.#more}>${words.moreUsers}</button>`}
      </div>
    `
  }
}
