import { html, type TemplateResult } from 'lit'
import { formatDates, formatDay } from '../format/date-time.ts'
import type { View } from '../view.ts'
import type { MissingDates } from './shown-days.ts'

/** Dates without activity of which nothing is on record, or not everything: they are not days without activity. */
export function missingRow({ from, to, isWhole }: MissingDates, currentYear: string, view: View): TemplateResult {
  const { words, locale } = view
  const dates = from === to ? formatDay(from, locale, currentYear, 'long') : formatDates(from, to, locale)
  return html`
    <li class="missing">
      <span class="hatched" aria-hidden="true"></span>
      <span class="first-letter" data-cell>${dates}</span>
      <span class="muted" data-cell>${isWhole ? words.notRecorded : words.partlyWithoutActivity}</span>
    </li>
  `
}
