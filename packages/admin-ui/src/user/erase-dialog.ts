import { css, html } from 'lit'
import type { Failure } from '../api/activity-api.ts'
import type { ConfirmDialog } from '../elements/confirm-dialog.ts'
import { ViewElement } from '../elements/view-element.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'

/** Asks for the user's name to be typed before everything of that user is erased. Fires `activity-confirmed` once it is done. */
export class EraseDialog extends ViewElement {
  static override styles = [
    theme,
    shared,
    css`
      label {
        display: grid;
        gap: calc(0.375 * var(--activity-unit));
        margin-top: var(--activity-unit);
      }
      .field {
        width: 100%;
      }
      .name {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
        user-select: all;
      }
    `,
  ]

  static override properties = { view: { attribute: false }, user: {}, act: { attribute: false }, typed: { state: true } }

  declare view: View
  declare user: string
  declare act: () => Promise<Failure | undefined>
  declare private typed: string

  constructor() {
    super()
    this.typed = ''
  }

  ask(): void {
    this.typed = ''
    this.renderRoot.querySelector<ConfirmDialog>('activity-confirm-dialog')?.ask()
  }

  override render() {
    const { words } = this.view
    return html`
      <activity-confirm-dialog
        .view=${this.view}
        .heading=${words.eraseQuestion}
        .confirmLabel=${words.eraseConfirm}
        .isDangerous=${true}
        .isBlocked=${this.typed.trim() !== this.user.trim()}
        .act=${this.act}
        @activity-confirmed=${() => this.dispatchEvent(new CustomEvent('activity-confirmed'))}
      >
        <p>${words.eraseConsequence}</p>
        <label>
          <span>${words.eraseType} <strong class="name"><bdi>${this.user}</bdi></strong></span>
          <input part="field" class="field" type="text" dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${this.typed} @input=${this.#type} />
        </label>
      </activity-confirm-dialog>
    `
  }

  #type(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.typed = event.target.value
  }
}
