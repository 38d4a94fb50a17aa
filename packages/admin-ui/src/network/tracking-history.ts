import { devices } from '@stitchlog/contracts/devices'
import { html, nothing, type TemplateResult } from 'lit'
import type { SettingsChange, TimeoutSeconds } from '../api/answers.ts'
import { formatMoment } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import type { View } from '../view.ts'

/** The history of the settings: what, from what to what, when and by whom, newest first. */
export function trackingHistory(changes: readonly SettingsChange[], view: View): TemplateResult {
  if (changes.length === 0) return html`<p class="muted">${view.words.historyEmpty}</p>`
  return html`<ol class="history">${changes.map((change) => row(change, view)).reverse()}</ol>`
}

function row(change: SettingsChange, view: View) {
  const { words, locale, viewerTimeZone } = view
  const { at, by } = change
  const values = valuesOf(change, view)
  return html`
    <li>
      <span>
        ${titleOf(change, view)}${by === null ? nothing : html` <span class="muted">${words.historyBy(view.names.textOf(by))}</span>`}
        ${values === '' ? nothing : html`<br /><span class="small muted">${values}</span>`}
      </span>
      <time class="muted number" datetime=${at}>${formatMoment(at, locale, viewerTimeZone)}</time>
    </li>
  `
}

function titleOf({ change, inactivityTimeoutSecondsBefore }: SettingsChange, { words }: View): string {
  if (change === 'retention') return words.historyRetention
  if (change === 'off') return words.historyOff
  return inactivityTimeoutSecondsBefore === undefined ? words.historyOn : words.historyTimeouts
}

/** What was set, and what it was before. */
function valuesOf(change: SettingsChange, { words, locale }: View): string {
  const { retentionDays, retentionDaysBefore, inactivityTimeoutSeconds: timeouts, inactivityTimeoutSecondsBefore: before } = change
  if (retentionDays !== undefined && retentionDaysBefore !== undefined)
    return words.historyFromTo(words.days(retentionDaysBefore), words.days(retentionDays))
  if (timeouts === undefined) return ''
  const of = (each: TimeoutSeconds, device: (typeof devices)[number]) => formatDuration(each[device] * 1000, locale)
  const changed = devices.filter((device) => before?.[device] !== timeouts[device])
  return changed
    .map(
      (device) =>
        `${words.device[device].toLowerCase()} ${before === undefined ? of(timeouts, device) : words.historyFromTo(of(before, device), of(timeouts, device))}`,
    )
    .join(', ')
}
