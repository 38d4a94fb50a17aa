import { html, LitElement, render } from 'lit'
import { en } from '../i18n/en.ts'
import { parts } from '../styles/parts.ts'
import type { Spoken } from '../view.ts'
import { focusReturnOf } from './returning-focus.ts'

/** An element of the view. If it cannot be drawn it says so in its place, and everything else stays. */
export class ViewElement extends LitElement {
  declare view: Spoken | undefined

  /** What a page styles as a part of the view may lie within several elements. */
  override connectedCallback(): void {
    super.connectedCallback()
    const root = this.getRootNode()
    if (root instanceof ShadowRoot && root.host instanceof ViewElement) this.setAttribute('exportparts', parts.join())
  }

  protected override performUpdate(): void {
    const focused = this.shadowRoot?.activeElement
    try {
      super.performUpdate()
    } catch (error) {
      reportError(error)
      render(html`<p part="notice" class="notice" role="alert">${(this.view?.words ?? en).failures.broken}</p>`, this.renderRoot, this.renderOptions)
    }
    const returnFocus = focusReturnOf(focused)
    if (returnFocus !== undefined) void this.#moveFocus(returnFocus)
  }

  async #moveFocus(returnFocus: () => void): Promise<void> {
    await this.updateComplete
    if (this.isConnected && document.activeElement === document.body) returnFocus()
  }
}
