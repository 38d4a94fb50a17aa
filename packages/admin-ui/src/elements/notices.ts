import { html, nothing, type TemplateResult } from 'lit'
import type { Loading } from '../loading.ts'
import type { View } from '../view.ts'

/** What failed and what to do about it. What was shown before stays where it is. */
export function failureNotice(loading: Loading<unknown>, { words }: View): TemplateResult | typeof nothing {
  if (loading.failure === undefined) return nothing
  const canRetry = loading.failure === 'unreachable' || loading.failure === 'unavailable'
  return html`
    <div class="notice" role="alert">
      <p>${words.failures[loading.failure]}</p>
      ${canRetry ? html`<button type="button" class="button" ?disabled=${loading.isLoading} @click=${loading.retry}>${words.retry}</button>` : nothing}
    </div>
  `
}

/** Says that something is on its way, once that takes long enough to be noticed. */
export function loadingNote(loading: Loading<unknown>, { words }: View): TemplateResult {
  return html`<p class="small muted loading" role="status">${loading.isSlow ? words.loading : nothing}</p>`
}
