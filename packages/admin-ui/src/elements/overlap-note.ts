import { html, nothing, type TemplateResult } from 'lit'
import { formatDuration } from '../format/duration.ts'
import type { View } from '../view.ts'

interface Totals {
  /** The sum of all sessions. */
  readonly durationMs: number
  /** The length of their union. */
  readonly activeDurationMs: number
}

/** The time of the clock beside a total in which time on two devices at once counts twice; empty where they are the same. */
export const overlapText = ({ durationMs, activeDurationMs }: Totals, { words, locale }: View): string =>
  activeDurationMs === durationMs ? '' : words.withoutOverlap(formatDuration(activeDurationMs, locale))

/** The same, to stand below the total. */
export function overlapNote(totals: Totals, view: View): TemplateResult | typeof nothing {
  const text = overlapText(totals, view)
  return text === '' ? nothing : html`<span class="overlap small muted">${text}</span>`
}
