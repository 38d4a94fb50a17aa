import { devices } from '@stitchlog/contracts/devices'
import { html, nothing, type TemplateResult } from 'lit'
import type { TrackingSwitch } from '../api/answers.ts'
import type { Words } from '../i18n/en.ts'

/**
 * The history of switches: what, when and by whom, newest first.
 *
 * @param hasEarlier whether there are changes before these. The oldest of these is then left out: only with the one before it is it known what it changed.
 */
export function trackingHistory(
  changes: readonly TrackingSwitch[],
  hasEarlier: boolean,
  words: Words,
  format: (instant: string) => string,
): TemplateResult {
  if (changes.length === 0) return html`<p class="muted">${words.historyEmpty}</p>`
  const rows = changes.map((change, at) => {
    const isNewTimeout = change.change === 'on' && changes[at - 1]?.change === 'on'
    return row(change, isNewTimeout ? words.historyTimeouts : change.change === 'on' ? words.historyOn : words.historyOff, words, format)
  })
  return html`<ol class="history">${rows.slice(hasEarlier ? 1 : 0).reverse()}</ol>`
}

function row({ at, by, inactivityTimeoutSeconds: timeouts }: TrackingSwitch, what: string, words: Words, format: (instant: string) => string) {
  const minutes = timeouts && devices.map((device) => `${words.device[device].toLowerCase()} ${timeouts[device] / 60} min`).join(', ')
  return html`
    <li>
      <span>
        ${what}${by === null ? nothing : html` <span class="muted">${words.historyBy(`\u2068${by}\u2069`)}</span>`}
        ${minutes === undefined ? nothing : html`<br /><span class="small muted">${minutes}</span>`}
      </span>
      <time class="muted number" datetime=${at}>${format(at)}</time>
    </li>
  `
}
