import { css, html, type TemplateResult } from 'lit'
import { ownLink } from '../elements/own-link.ts'

/**
 * Says something, and leads to the reader's own activity.
 *
 * @param ways the networks in which it may be meant, and the names of the links
 */
export function waysToOwn(
  text: string,
  headingLevel: number,
  ways: readonly (readonly [network: string, name: string])[],
  open: (network: string) => void,
): TemplateResult {
  return html`
    <div part="card" class="card empty">
      <h1 part="heading" aria-level=${headingLevel}>${text}</h1>
      <ul class="ways">
        ${ways.map(([network, name]) => html`<li>${ownLink(network, name, () => open(network))}</li>`)}
      </ul>
    </div>
  `
}

export const waysToOwnStyles = css`
  .empty h1 {
    font: inherit;
  }
  .ways {
    display: grid;
    gap: calc(0.375 * var(--activity-unit));
    margin-top: calc(0.75 * var(--activity-unit));
    padding: 0;
    list-style: none;
  }
  .ways a {
    color: var(--accent);
    font-weight: 550;
    overflow-wrap: anywhere;
  }
`
