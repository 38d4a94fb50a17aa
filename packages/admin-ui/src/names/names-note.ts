import type { DirectoryState } from '@stitchlog/contracts'
import { html, nothing, type TemplateResult } from 'lit'
import type { View } from '../view.ts'

/**
 * Says quietly that names are missing, and asks for them once more on request.
 *
 * @param said what the API said of its own directory
 * @param reload reads from the API again
 */
export function namesNote(said: DirectoryState | undefined, { names, words }: View, reload: () => void): TemplateResult | typeof nothing {
  if (!names.isIncomplete(said)) return nothing
  const retry = () => (names.isOfPage ? names.retry() : reload())
  const text = { loading: words.namesLoading, incomplete: words.namesIncomplete, unavailable: words.namesAway, answered: '' }[
    (!names.isOfPage && said) || 'unavailable'
  ]
  return html`
    <p class="small muted names-note">
      <span role="status">${text}</span>
      ${said === 'incomplete' && !names.isOfPage ? nothing : html`<button type="button" class="unprinted" @click=${retry}>${words.retry}</button>`}
    </p>
  `
}
