import { html, nothing, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { Loading } from '../loading.ts'
import type { View } from '../view.ts'

/**
 * What failed and what to do about it. What was shown before stays where it is.
 *
 * @param returnFocus where the focus goes when trying again succeeds, which takes the button away
 */
export function failureNotice(loading: Loading<unknown>, { words }: View, returnFocus: () => void): TemplateResult | typeof nothing {
  if (loading.failure === undefined) return nothing
  const canRetry = loading.failure === 'unreachable' || loading.failure === 'unavailable' || loading.failure === 'tokenAgain'
  const retry = async () => {
    if (loading.isLoading) return
    await loading.retry()
    if (loading.failure === undefined && document.activeElement === document.body) returnFocus()
  }
  // A failure that comes again is said again.
  return html`
    <div class="notice" role="alert">
      ${keyed(loading.failureCount, html`<p>${words.failures[loading.failure]}</p>`)}
      ${canRetry ? html`<button type="button" class="button" aria-disabled=${loading.isLoading} @click=${retry}>${words.retry}</button>` : nothing}
    </div>
  `
}

/** Says that something is on its way, once that takes long enough to be noticed. */
export function loadingNote(loading: Loading<unknown>, { words }: View): TemplateResult {
  return html`<p class="small muted loading" role="status">${loading.isSlow ? words.loading : nothing}</p>`
}
