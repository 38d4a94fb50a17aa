import { css, html, type TemplateResult } from 'lit'
import { ownLink } from '../elements/own-link.ts'
import type { Words } from '../i18n/en.ts'

/** Asks in which network the reader's own activity is meant. */
export function networkChoice(networks: readonly string[], words: Words, choose: (network: string) => void): TemplateResult {
  return html`
    <div class="card empty">
      <p>${words.whichNetwork}</p>
      <ul class="ways">
        ${networks.map((network) => html`<li>${ownLink(network, network, () => choose(network))}</li>`)}
      </ul>
    </div>
  `
}

/** Says to whom may see their own activity only that this is somebody else's, and leads to theirs. */
export function onlyOwn(network: string, words: Words, open: () => void): TemplateResult {
  return html`<div class="card empty"><p>${words.ownOnly}</p><p class="ways">${ownLink(network, words.myActivity, open)}</p></div>`
}

export const waysToOwnStyles = css`
  .ways {
    display: grid;
    gap: 0.375rem;
    margin-top: 0.75rem;
    padding: 0;
    list-style: none;
  }
  .ways a {
    color: var(--accent);
    font-weight: 550;
    overflow-wrap: anywhere;
  }
`
