import { html, type TemplateResult } from 'lit'
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

/** The same, to stand below the total; in a copied table it has a column of its own. */
export const overlapNote = (totals: Totals, view: View): TemplateResult =>
  html`<span class="overlap small muted" data-cell>${overlapText(totals, view)}</span>`
