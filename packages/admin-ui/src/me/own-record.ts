import { devices } from '@stitchlog/contracts/devices'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { OwnTrackingAnswer } from '../api/answers.ts'
import { formatMoment, formatMomentDate } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import type { View } from '../view.ts'

const dayMs = 86_400_000

/** What is recorded about oneself, for how long, and who can see it, in plain words. */
export function ownRecord(answer: OwnTrackingAnswer, { words, locale, viewerTimeZone, headingLevel }: View): TemplateResult {
  const { enabled, inactivityTimeoutSeconds, retentionDays, accessLogRetentionDays, recordedSince } = answer
  const timeouts = devices.map((device) => `${words.device[device].toLowerCase()} ${formatDuration(inactivityTimeoutSeconds[device] * 1000, locale)}`)
  const until = formatMomentDate(Date.now() + retentionDays * dayMs, locale, viewerTimeZone)
  const level = headingLevel + 1
  return html`
    <div part="card" class="card record">
      <h2 part="subheading" aria-level=${level}>${words.ownRecord}</h2>
      <ul>
        ${words.ownRecordWhat(timeouts.join(', ')).map((text) => html`<li>${text}</li>`)}
      </ul>
      <h2 part="subheading" aria-level=${level}>${words.ownRecordHowLong}</h2>
      <ul>
        <li>${words.ownRecordKept(words.days(retentionDays))} ${enabled ? words.ownRecordUntil(until) : nothing}</li>
        ${recordedSince === null ? nothing : html`<li>${words.nothingBefore(formatMoment(recordedSince, locale, viewerTimeZone))}</li>`}
        <li>${words.ownRecordErased}</li>
      </ul>
      <h2 part="subheading" aria-level=${level}>${words.ownRecordWho}</h2>
      <ul>
        ${words.ownRecordReaders(words.days(accessLogRetentionDays)).map((text) => html`<li>${text}</li>`)}
      </ul>
    </div>
  `
}

export const ownRecordStyles = css`
  .record {
    padding: calc(1.375 * var(--activity-unit)) calc(1.5 * var(--activity-unit));
  }
  .record ul {
    display: grid;
    gap: calc(0.375 * var(--activity-unit));
    margin-top: calc(0.5 * var(--activity-unit));
    padding-inline-start: calc(1.125 * var(--activity-unit));
  }
  .record ul + h2 {
    margin-top: calc(1.375 * var(--activity-unit));
  }
`
