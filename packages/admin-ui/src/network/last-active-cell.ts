import { html, nothing, type TemplateResult } from 'lit'
import { calendarDate, formatClock, formatOf, formatShortDate, offsetOf } from '../format/date-time.ts'
import { viewerOffset } from '../format/viewer-offset.ts'
import type { View } from '../view.ts'

/**
 * When somebody was last active, on the reader's clock: on the clocks of many places, one list would not be in order, and some of its times would seem
 * to lie ahead. Where the user's own clock differs, a pointer and screen readers get that too.
 *
 * @param instant with the user's offset
 */
export function lastActiveCell(instant: string, { words, locale, viewerTimeZone }: View): TemplateResult {
  const at = new Date(instant)
  const date = calendarDate(at, viewerTimeZone)
  const clock = formatOf(locale, { timeStyle: 'short', timeZone: viewerTimeZone }).format(at)
  const [theirDate, theirClock] = [instant.slice(0, 10), formatClock(instant, locale)]
  const isSame = date === theirDate && clock === theirClock
  const note = isSame ? undefined : words.theirClock(`${formatShortDate(theirDate, locale)}, ${theirClock} ${offsetOf(instant)}`)
  return html`
    <td class="number" title=${note ?? nothing}>
      ${formatShortDate(date, locale)}<span class="wide">, ${clock}${viewerOffset(at, viewerTimeZone)}</span>${note === undefined ? nothing : html`<span class="unseen">. ${note}</span>`}
    </td>
  `
}
