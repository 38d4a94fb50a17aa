import { html, LitElement, render } from 'lit'
import { en } from '../i18n/en.ts'
import type { View } from '../view.ts'

/** An element of the view. One that cannot be drawn says so where it is, and leaves everything else as it is. */
export class ViewElement extends LitElement {
  declare view: View | undefined

  protected override performUpdate(): void {
    try {
      super.performUpdate()
    } catch (error) {
      reportError(error)
      render(html`<p class="notice" role="alert">${(this.view?.words ?? en).failures.broken}</p>`, this.renderRoot, this.renderOptions)
    }
  }
}
