import { css, html, nothing } from 'lit'
import type { Failure } from '../api/activity-api.ts'
import { shared, theme } from '../styles/shared.ts'
import type { Spoken } from '../view.ts'
import { ViewElement } from './view-element.ts'

/**
 * Asks for confirmation of an action with consequences; its slot explains them. `ask()` opens it. On confirmation it runs `act`. The
 * dialog closes if that succeeds, and otherwise shows the failure. Fires `activity-confirmed` once the action is done and the dialog closed, and then, or
 * without it if nothing was confirmed, `activity-closed`.
 */
export class ConfirmDialog extends ViewElement {
  static override styles = [
    theme,
    shared,
    css`
      dialog {
        width: min(30 * var(--activity-unit), calc(100vw - 2 * var(--activity-unit)));
        padding: calc(1.5 * var(--activity-unit));
        border: 1px solid var(--line);
        border-radius: calc(1.4 * var(--radius));
        background: var(--surface);
        color: var(--text);
        box-shadow: 0 var(--activity-unit) calc(3 * var(--activity-unit)) var(--shadow);
      }
      dialog::backdrop {
        background: var(--backdrop);
      }
      h2 {
        font-size: calc(1.1875 * var(--activity-unit));
        margin-bottom: calc(0.75 * var(--activity-unit));
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: calc(0.625 * var(--activity-unit));
        margin-top: calc(1.5 * var(--activity-unit));
      }
      .error {
        margin-top: var(--activity-unit);
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    heading: {},
    confirmLabel: {},
    isDangerous: { type: Boolean },
    isBlocked: { type: Boolean },
    act: { attribute: false },
    isBusy: { state: true },
    failure: { state: true },
  }

  declare view: Spoken
  declare heading: string
  declare confirmLabel: string
  declare isDangerous: boolean
  /** Whether it cannot be confirmed yet. */
  declare isBlocked: boolean
  /** Returns undefined on success. */
  declare act: () => Promise<Failure | undefined>
  declare private isBusy: boolean
  declare private failure: Failure | undefined

  constructor() {
    super()
    this.isDangerous = false
    this.isBlocked = false
    this.isBusy = false
    this.failure = undefined
  }

  get #kind(): string {
    return this.isDangerous ? 'danger' : 'primary'
  }

  ask(): void {
    if (this.#dialog?.open) return
    this.failure = undefined
    this.#dialog?.showModal()
  }

  dismiss(): void {
    this.#dialog?.close()
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog')
  }

  async #confirm(event: Event): Promise<void> {
    event.preventDefault()
    if (this.isBusy || this.isBlocked) return
    this.isBusy = true
    this.failure = await this.act()
    this.isBusy = false
    if (this.failure !== undefined) return
    this.#dialog?.close()
    this.dispatchEvent(new CustomEvent('activity-confirmed'))
  }

  /** A field in the slot does not belong to this form, so Enter in it would do nothing by itself. */
  #confirmByEnter(event: KeyboardEvent): void {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) void this.#confirm(event)
  }

  override render() {
    const { words, headingLevel = 1 } = this.view
    return html`
      <dialog part="dialog" aria-labelledby="heading" @close=${() => this.dispatchEvent(new CustomEvent('activity-closed'))}>
        <form @submit=${this.#confirm} @keydown=${this.#confirmByEnter}>
          <h2 part="subheading" aria-level=${headingLevel + 1} id="heading">${this.heading}</h2>
          <slot></slot>
          <p class="error" role="alert">
            ${this.failure === undefined ? nothing : `${words.failures[this.failure]} ${words.failedToChange}`}
          </p>
          <div class="actions">
            <button type="button" part="button" class="button" @click=${() => this.#dialog?.close()}>${words.cancel}</button>
            <button type="submit" part="button ${this.#kind}" class="button ${this.#kind}" aria-disabled=${this.isBusy || this.isBlocked}>
              ${this.confirmLabel}
            </button>
          </div>
        </form>
      </dialog>
    `
  }
}
