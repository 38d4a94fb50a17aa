import { html, type TemplateResult } from 'lit'

/** Leads from a page of the view to the one that it belongs to. */
export function backButton(label: string, back: () => void): TemplateResult {
  return html`<button part="back" type="button" class="back" @click=${back}><span aria-hidden="true">‹</span> ${label}</button>`
}
