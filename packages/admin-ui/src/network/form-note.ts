import { html, nothing, type TemplateResult } from 'lit'
import type { Failure } from '../api/activity-api.ts'
import type { Words } from '../i18n/en.ts'

/** What became of a form that was sent; undefined since it was typed into. */
export type Outcome = Failure | 'saved' | undefined

/**
 * What a form says below its fields.
 *
 * @param fault what is wrong with what was typed
 * @param note what is said otherwise, and instead of what became of another value: something may be typed while that is being saved
 */
export function formNote<Note>(outcome: Outcome, fault: string | undefined, note: Note, words: Words): string | TemplateResult | Note {
  if (outcome === 'saved' && note === nothing) return words.saved
  const error = outcome === undefined || outcome === 'saved' ? fault : `${words.failures[outcome]} ${words.failedToChange}`
  return error === undefined ? note : html`<span class="error">${error}</span>`
}
