import { html, nothing } from 'lit'
import { tokenClaims } from '../api/token-claims.ts'
import { formatMoment } from '../format/date-time.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import { ViewElement } from './view-element.ts'

/** What paper says about itself, above any page: of which network it is, who printed it, and when. The screen does not have it. */
export class PaperHead extends ViewElement {
  static override styles = [theme, shared]

  static override properties = { view: { attribute: false }, network: {}, token: {}, printedAt: { state: true } }

  declare view: View
  /** Empty where the page names it. */
  declare network: string
  declare token: string
  /** Undefined until the page is to be printed: the formats that this needs take their time. */
  declare private printedAt: Date | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('beforeprint', this.#beforePrint)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('beforeprint', this.#beforePrint)
  }

  readonly #beforePrint = (): void => {
    this.printedAt = new Date()
  }

  override render() {
    const { printedAt } = this
    if (printedAt === undefined) return nothing
    const { words, names, locale, viewerTimeZone } = this.view
    const zone = viewerTimeZone === undefined ? '' : ` (${viewerTimeZone})`
    const reader = String(tokenClaims(this.token)?.['sub'])
    return html`
      <p class="paper small muted">
        ${this.network === '' ? nothing : html`${words.settingsOf} <bdi>${this.network}</bdi><br />`}
        ${words.printedBy(names.textOf(reader), formatMoment(printedAt.toISOString(), locale, viewerTimeZone) + zone)}
      </p>
    `
  }
}
