import { css, html, nothing, type TemplateResult } from 'lit'
import { classOfId } from '../format/long-id.ts'
import type { View } from '../view.ts'

/**
 * Somebody's name, and below it the id, so that equal names are told apart. Without a name it is the id alone. Where names may still come, their room is
 * there already, so that nothing moves.
 *
 * @param note what else is to be said
 */
export function personName(id: string, view: View, note = ''): TemplateResult {
  const { names } = view
  if (!names.hasDirectory) return html`<bdi class="name ${classOfId(id)}">${id}</bdi>`
  const { name } = names.of(id)
  return html`
    ${picture(id, view)}<bdi class="name ${classOfId(name === '' ? id : name)}">${name === '' ? id : name}</bdi>
    <span class="about small muted">${aboutPerson(id, view, note)}</span>
  `
}

/** What stands below a name: the id, the department, and whether somebody has left; or an empty line. */
export function aboutPerson(id: string, { names, words }: View, note = ''): TemplateResult {
  const { name, department = '', left } = names.of(id)
  const others = [department, note, left ? words.leftDirectory : ''].filter((text) => text !== '')
  const isTwice = name === '' || name === id
  return html`<span data-cell>${isTwice ? nothing : html`<bdi>${id}</bdi>`}</span>${isTwice || others.length === 0 ? nothing : ' · '}<span data-cell
      ><bdi>${others.join(' · ')}</bdi></span>\u00a0`
}

/** Only where the page wants it, since it tells another host who is looked at. A picture that does not come leaves its room empty. */
function picture(id: string, { names, hasPictures }: View): TemplateResult | typeof nothing {
  if (!hasPictures) return nothing
  const { pictureUrl } = names.of(id)
  return html`<span class="picture unprinted">${
    pictureUrl === undefined
      ? nothing
      : html`<img src=${pictureUrl} alt="" referrerpolicy="no-referrer" loading="lazy" width="32" height="32" @error=${hide} />`
  }</span>`
}

function hide({ target }: Event): void {
  if (target instanceof HTMLImageElement) target.hidden = true
}

export const personNameStyles = css`
  .name {
    overflow-wrap: anywhere;
  }
  .name.long {
    font-size: calc(0.8125 * var(--activity-unit));
    line-height: 1.35;
  }
  .about {
    display: block;
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .names-note {
    margin-top: calc(0.5 * var(--activity-unit));
  }
  .names-note button {
    padding: calc(0.25 * var(--activity-unit)) 0;
    border: 0;
    background: none;
    color: var(--accent);
    cursor: pointer;
  }
  .names-note button:hover {
    text-decoration: underline;
  }
  .picture {
    float: inline-start;
    width: calc(2 * var(--activity-unit));
    height: calc(2 * var(--activity-unit));
    margin-inline-end: calc(0.625 * var(--activity-unit));
  }
  .picture img {
    border-radius: 50%;
    object-fit: cover;
  }
`
