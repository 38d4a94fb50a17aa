import { html, nothing, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { Loading } from '../loading.ts'
import type { View } from '../view.ts'
import { returningFocus } from './returning-focus.ts'

/**
 * Says what failed and what to do about it. The previous content stays. That the service is away is said once, however much of the page it concerns.
 *
 * @param returnFocus moves the focus when the button that has it disappears, because this retry or another request succeeded
 */
export function failureNotice(loading: Loading<unknown>, { words }: View, returnFocus: () => void): TemplateResult | typeof nothing {
  if (loading.failure === undefined) return nothing
  if (loading.isSaidElsewhere) return loading.value === undefined ? html`<p class="small muted">${words.notRead}</p>` : nothing
  const canRetry = loading.failure === 'unreachable' || loading.failure === 'unavailable' || loading.failure === 'tokenAgain'
  const retry = () => {
    if (!loading.isLoading) void loading.retry()
  }
  // A repeated failure is announced again.
  return html`
    <div part="notice" class="notice" role="alert">
      ${keyed(loading.failureCount, html`<p>${words.failures[loading.failure]}</p>`)}
      ${canRetry ? html`<button type="button" part="button" class="button" aria-disabled=${loading.isLoading} @click=${retry} ${returningFocus(returnFocus)}>${words.retry}</button>` : nothing}
    </div>
  `
}

/** Says that something is loading, once it takes long enough to be noticed. */
export function loadingNote(loading: Loading<unknown>, { words }: View): TemplateResult {
  return html`<p class="small muted loading" role="status">${loading.isSlow ? words.loading : nothing}</p>`
}
