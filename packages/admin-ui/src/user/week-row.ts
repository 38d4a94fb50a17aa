import { html, type TemplateResult } from 'lit'
import { overlapNote } from '../elements/overlap-note.ts'
import { formatOf } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import type { View } from '../view.ts'
import type { Week } from './shown-days.ts'

/** The subtotals of a week, above its days. */
export function weekRow(week: Week, view: View): TemplateResult {
  const { words, locale } = view
  const format = formatOf(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return html`
    <li part="week" class="week" data-week=${week.week}>
      <span class="dates" data-cell>${words.weekOf(format.formatRange(new Date(week.from), new Date(week.to)))}</span>
      <span class="muted number" data-cell>${words.activeDayCount(week.activeDays)}</span>
      <span class="total number"><strong data-cell>${formatDuration(week.durationMs, locale)}</strong>${overlapNote(week, view)}</span>
    </li>
  `
}
