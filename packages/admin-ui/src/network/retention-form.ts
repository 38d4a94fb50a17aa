import { html, nothing, type PropertyValues } from 'lit'
import type { Failure } from '../api/activity-api.ts'
import type { ConfirmDialog } from '../elements/confirm-dialog.ts'
import { ViewElement } from '../elements/view-element.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import type { Drafts } from './drafts.ts'
import { formNote, type Outcome } from './form-note.ts'
import { formStyles } from './form-styles.ts'

const mostDays = 36_500

/** The retention. A shorter one deletes activity, so it asks for confirmation. */
export class RetentionForm extends ViewElement {
  static override styles = [theme, shared, formStyles]

  static override properties = {
    view: { attribute: false },
    days: { attribute: false },
    drafts: { attribute: false },
    act: { attribute: false },
    wanted: { state: true },
    outcome: { state: true },
  }

  declare view: View
  declare days: number
  declare drafts: Drafts
  declare act: (days: number) => Promise<Failure | undefined>
  declare private wanted: string
  declare private outcome: Outcome

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('days') && !changed.has('drafts')) return
    this.wanted = this.drafts.retentionDays ?? String(this.days)
    if (!this.#isChanged) this.wanted = String(this.days)
    this.#keep()
  }

  /** Remembers what is typed, as long as it is not saved. */
  #keep(): void {
    this.drafts.retentionDays = this.#isChanged ? this.wanted : undefined
  }

  get #isChanged(): boolean {
    return this.wanted === '' || Number(this.wanted) !== this.days
  }

  get #isValid(): boolean {
    const days = Number(this.wanted)
    return Number.isInteger(days) && days >= 1 && days <= mostDays
  }

  readonly #confirmed = async (): Promise<Failure | undefined> => {
    const failure = await this.act(Number(this.wanted))
    this.outcome = failure ?? 'saved'
    return failure
  }

  #save(event: Event): void {
    event.preventDefault()
    if (!this.#isValid || !this.#isChanged) return
    this.outcome = undefined
    if (Number(this.wanted) < this.days) this.renderRoot.querySelector<ConfirmDialog>('activity-confirm-dialog')?.ask()
    else void this.#confirmed()
  }

  #input(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return
    this.wanted = event.target.value
    this.#keep()
    this.outcome = undefined
  }

  override render() {
    const { words, mayManage, headingLevel } = this.view
    const wantedDays = words.days(Number(this.wanted))
    return html`
      <h2 part="subheading" aria-level=${headingLevel + 1} id="heading">${words.retention}</h2>
      <p class="muted">${words.retentionAbout}</p>
      <form novalidate @submit=${this.#save}>
        <span class="with-unit">
          <input
            part="field" class="field"
            type="number"
            inputmode="numeric"
            min="1"
            max=${mostDays}
            aria-labelledby="heading unit"
            aria-describedby="after"
            aria-invalid=${!this.#isValid}
            .value=${this.wanted}
            ?disabled=${!mayManage}
            @input=${this.#input}
          />
          <span id="unit" class="muted">${words.daysUnit}</span>
        </span>
        ${mayManage ? html`<button type="submit" part="button" class="button" aria-disabled=${!this.#isChanged}>${words.save}</button>` : nothing}
        <p class="after small muted" id="after" role="status">${this.#after()}</p>
      </form>
      <activity-confirm-dialog
        .view=${this.view}
        .heading=${words.retentionQuestion(wantedDays)}
        .confirmLabel=${words.retentionConfirm}
        .isDangerous=${true}
        .act=${this.#confirmed}
      >
        <p>${words.retentionConsequence(wantedDays)}</p>
      </activity-confirm-dialog>
    `
  }

  #after() {
    const { words } = this.view
    return formNote(this.outcome, this.#isValid ? undefined : words.retentionRange, this.#isChanged ? words.notSaved : nothing, words)
  }
}
