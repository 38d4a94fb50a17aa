import { css, html, nothing } from 'lit'
import type { ConfirmDialog } from '../elements/confirm-dialog.ts'
import { ViewElement } from '../elements/view-element.ts'
import { root } from '../styles/root.ts'
import { shared, theme } from '../styles/shared.ts'
import type { Spoken } from '../view.ts'
import { namesOf } from './names-of.ts'
import { isSamePerson, personOf } from './person.ts'
import { type Redeemed, redeemCode } from './redeem-code.ts'

/** What a link hands over. */
export type Handed = { readonly code: string } | { readonly token: string }

/** What the page says about a link that signs in: what is wrong with it, and whether it may replace the session of somebody else. */
export class SignIn extends ViewElement {
  static override styles = [
    theme,
    shared,
    root,
    css`
      p + p {
        margin-top: calc(0.75 * var(--activity-unit));
      }
      strong {
        overflow-wrap: anywhere;
      }
    `,
  ]

  static override properties = { view: { attribute: false }, names: { state: true }, failure: { state: true }, isBusy: { state: true } }

  declare view: Spoken
  /** Of who is signed in and of whom the link is for, while it asks. */
  declare private names: readonly [string, string]
  declare private failure: Extract<Redeemed, { failure: string }>['failure'] | undefined
  declare private isBusy: boolean
  #retry = async (): Promise<void> => {}
  #answered = (_isConfirmed: boolean): void => {}
  /** Counts links, because only the latest one matters. */
  #latest = 0

  constructor() {
    super()
    this.names = ['', '']
    this.failure = undefined
    this.isBusy = false
  }

  /**
   * Resolves to the token that takes the place of `current`, or to undefined if that stays: because its owner wants it to, or because the link hands over
   * no token, or because another link was followed meanwhile.
   *
   * @param current the token of the session; empty if there is none
   * @param retry opens the link again, after a failure that may be over by then
   */
  async tokenOf(handed: Handed, current: string, retry: () => Promise<void>): Promise<string | undefined> {
    this.forget()
    const turn = this.#latest
    const redeemed = 'code' in handed ? await redeemCode(handed.code) : handed
    if (turn !== this.#latest) return undefined
    if ('failure' in redeemed) {
      this.failure = redeemed.failure
      this.#retry = retry
      return undefined
    }
    const { token } = redeemed
    const [signedIn, offered] = [personOf(current), personOf(token)]
    if (signedIn === undefined) return token
    // What cannot be read signs nobody in, so it signs nobody out.
    if (offered === undefined) return undefined
    if (isSamePerson(signedIn, offered)) return token
    return (await this.#mayReplace(namesOf(signedIn, offered))) ? token : undefined
  }

  /** Takes back what it said or asked about another link. */
  forget(): void {
    this.#latest++
    this.failure = undefined
    this.#dialog?.dismiss()
    this.#answered(false)
  }

  async #mayReplace(names: readonly [string, string]): Promise<boolean> {
    const turn = this.#latest
    this.names = names
    await this.updateComplete
    await this.#dialog?.updateComplete
    if (turn !== this.#latest) return false
    return await new Promise((resolve) => {
      this.#answered = resolve
      this.#dialog?.ask()
    })
  }

  get #dialog(): ConfirmDialog | null {
    return this.renderRoot.querySelector<ConfirmDialog>('activity-confirm-dialog')
  }

  async #tryAgain(): Promise<void> {
    if (this.isBusy) return
    this.isBusy = true
    await this.#retry()
    this.isBusy = false
  }

  override render() {
    // The page gives it words before it opens a link.
    if (this.view === undefined) return nothing
    const { words } = this.view
    const [signedIn, offered] = this.names
    return html`
      ${this.failure === undefined ? nothing : this.#notice(this.failure)}
      <activity-confirm-dialog
        .view=${this.view}
        .heading=${words.linkQuestion}
        .confirmLabel=${words.linkAccept}
        .act=${async () => undefined}
        @activity-confirmed=${() => this.#answered(true)}
        @activity-closed=${() => this.#answered(false)}
      >
        <p>${words.linkSignedIn} <strong><bdi>${signedIn}</bdi></strong>.</p>
        <p>${words.linkOffers} <strong><bdi>${offered}</bdi></strong>.</p>
        <p>${words.linkCancel}</p>
      </activity-confirm-dialog>
    `
  }

  #notice(failure: 'unreachable' | 'unavailable' | 'used') {
    const { words } = this.view
    if (failure === 'used') return html`<div part="notice" class="notice" role="alert"><p>${words.linkUsed}</p></div>`
    return html`
      <div part="notice" class="notice" role="alert">
        <p>${words.failures[failure]}</p>
        <button type="button" part="button" class="button" aria-disabled=${this.isBusy} @click=${this.#tryAgain}>${words.retry}</button>
      </div>
    `
  }
}
