import { css, html } from 'lit'
import type { Failure } from '../api/activity-api.ts'
import type { ConfirmDialog } from '../elements/confirm-dialog.ts'
import { ViewElement } from '../elements/view-element.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'

/**
 * Asks for what it shows of the user to be typed before everything of that user is erased: the name, or the id instead, which alone tells people of one
 * name apart. What is asked for stays as it was when it was asked, whatever names come meanwhile. Fires `activity-confirmed` once it is done.
 */
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

  static override properties = { view: { attribute: false }, user: {}, act: { attribute: false }, typed: { state: true }, name: { state: true } }

  declare view: View
  declare user: string
  declare act: () => Promise<Failure | undefined>
  declare private typed: string
  /** Empty without one. */
  declare private name: string

  constructor() {
    super()
    this.typed = ''
    this.name = ''
  }

  ask(): void {
    this.typed = ''
    this.name = this.view.names.of(this.user).name
    this.renderRoot.querySelector<ConfirmDialog>('activity-confirm-dialog')?.ask()
  }

  override render() {
    const { name, user } = this
    const { words } = this.view
    return html`
      <activity-confirm-dialog
        .view=${this.view}
        .heading=${words.eraseQuestion}
        .confirmLabel=${words.eraseConfirm}
        .isDangerous=${true}
        .isBlocked=${!this.#isTyped}
        .act=${this.act}
        @activity-confirmed=${() => this.dispatchEvent(new CustomEvent('activity-confirmed'))}
      >
        <p>${words.eraseConsequence}</p>
        <label>
          <span>${words.eraseType} ${name === '' ? strong(user) : html`${strong(name)} ${words.eraseOrId} ${strong(user)}`}</span>
          <input part="field" class="field" type="text" dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${this.typed} @input=${this.#type} />
        </label>
      </activity-confirm-dialog>
    `
  }

  get #isTyped(): boolean {
    const typed = asTyped(this.typed)
    return typed === asTyped(this.user) || (this.name !== '' && typed === asTyped(this.name))
  }

  #type(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.typed = event.target.value
  }
}

const strong = (text: string) => html`<strong class="name"><bdi>${text}</bdi></strong>`

/** Without what nobody sees when typing: spaces around and between words, and how an accent is written. */
const asTyped = (text: string) => text.normalize().replaceAll(/\s+/g, ' ').trim()
