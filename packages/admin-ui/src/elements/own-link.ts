import { html, type TemplateResult } from 'lit'

/** A link to the reader's own activity in a network. A plain click opens it in this view instead of following the address. */
export function ownLink(network: string, text: string, open: () => void): TemplateResult {
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open()
  }
  return html`<a href="#me&${new URLSearchParams({ network }).toString()}" @click=${onClick}>${text}</a>`
}
