import type { PersonAnswer } from '@stitchlog/contracts'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { Answer, LooksAsked } from '../api/activity-api.ts'
import type { AccessLogAnswer, Look } from '../api/answers.ts'
import { CopiedRows } from '../elements/copied-rows.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import { ViewElement } from '../elements/view-element.ts'
import { Loading } from '../loading.ts'
import { namesNote } from '../names/names-note.ts'
import { personNameStyles } from '../names/person-name.ts'
import { shared, theme } from '../styles/shared.ts'
import { asksAnew, type View } from '../view.ts'
import { groupsOf } from './look-groups.ts'
import { lookRows, lookRowsStyles } from './look-rows.ts'

/**
 * Looks, newest first and page by page. Those that belong together are one line that opens. Each new `asked` is read, also if it asks for the same. Looks
 * at the reader do not say at whom.
 */
export class LookList extends ViewElement {
  static override styles = [
    theme,
    shared,
    personNameStyles,
    lookRowsStyles,
    css`
      .more {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-top: var(--activity-unit);
      }
    `,
  ]

  static override properties = { view: { attribute: false }, asked: { attribute: false }, none: {}, openGroups: { state: true } }

  declare view: View
  declare asked: LooksAsked
  /** What is said where there is none. */
  declare none: string
  /** The groups that are open, by the instant of their newest look. */
  declare private openGroups: ReadonlySet<string>
  readonly #looks = new Loading<AccessLogAnswer>(this)
  readonly #copied = new CopiedRows(this)
  #count = 0

  constructor() {
    super()
    this.openGroups = new Set()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('asked') && !(changed.has('view') && asksAnew(changed.get('view'), this.view, this.#looks))) return
    const { view, asked } = this
    void this.#looks.load(view.api, () => this.#read(view, asked))
  }

  /** Tells how many looks are listed, where it is another number. */
  override updated(): void {
    const count = this.#looks.value?.entries.length ?? 0
    if (count !== this.#count) this.dispatchEvent(new CustomEvent('activity-listed', { detail: count }))
    this.#count = count
  }

  /** Copies all rows. @returns whether the browser allowed it */
  copy(): boolean {
    return this.#copied.all()
  }

  async #more(): Promise<void> {
    const shown = this.#looks.value
    if (shown === undefined || shown.nextCursor === null || this.#looks.isLoading) return
    const { view, asked } = this
    const { entries, nextCursor } = shown
    const count = groupsOf(entries).length
    await this.#looks.load(view.api, async () => {
      const answer = await this.#read(view, asked, nextCursor)
      return 'failure' in answer ? answer : { value: { ...answer.value, entries: [...entries, ...answer.value.entries] } }
    })
    await this.updateComplete
    // What came may belong to the last line.
    this.#focusLine(Math.min(count, groupsOf(this.#looks.value?.entries ?? []).length - 1))
  }

  async #read({ api, names }: View, asked: LooksAsked, cursor?: string): Promise<Answer<AccessLogAnswer>> {
    const answer = await api.looks(asked, cursor)
    if ('value' in answer) names.learn(api, answer.value.entries.flatMap(saidOf))
    return answer
  }

  #focusLine(nth: number): void {
    this.renderRoot.querySelectorAll<HTMLElement>('.line')[nth]?.focus()
  }

  #toggle(key: string): void {
    const open = new Set(this.openGroups)
    if (!open.delete(key)) open.add(key)
    this.openGroups = open
  }

  override render() {
    const answer = this.#looks.value
    return html`
      ${failureNotice(this.#looks, this.view, () => this.#focusLine(0))}
      ${answer === undefined ? loadingNote(this.#looks, this.view) : this.#list(answer)}
    `
  }

  #list({ entries, nextCursor, directory }: AccessLogAnswer) {
    const { view } = this
    const { words } = view
    if (entries.length === 0) return html`<p part="card empty" class="card empty line" role="status" tabindex="-1">${this.none}</p>`
    return html`
      <div part="card" class="card">
        <table part="table">
          <thead>
            <tr part="table-head">
              <th scope="col">${words.lookWhen}</th>
              <th scope="col">${words.lookReader}</th>
              ${view.isOwn ? nothing : html`<th scope="col">${words.lookUser}</th>`}
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
        ${nextCursor === null ? nothing : html`<button type="button" part="button" class="button" aria-disabled=${this.#looks.isLoading} @click=${this.#more}>${words.moreUsers}</button>`}
      </div>
      ${namesNote(directory, view, () => void this.#looks.retry())}
    `
  }
}

/** What a look says about people. */
function saidOf({ reader, readerName, userId, userName }: Look): [string, PersonAnswer][] {
  const people: [string | null, string | undefined][] = [
    [reader, readerName],
    [userId, userName],
  ]
  return people.flatMap(([id, name]): [string, PersonAnswer][] => (id === null || name === undefined ? [] : [[id, { name }]]))
}
