import { css, html, nothing, type TemplateResult } from 'lit'
import type { Session } from '../api/answers.ts'
import { formatClock, formatForViewer, offsetOf, placeOf } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import type { View } from '../view.ts'

interface SessionRow {
  readonly session: Session
  readonly date: string
  /** Set on a day of a clock change, when a time alone may mean two instants. */
  readonly withOffset: boolean
  /** Set if not all times of a day are full minutes. Otherwise durations would not agree with the times. */
  readonly withSeconds: boolean
  /** Whether the response is so recent that an ongoing session still counts as ongoing. */
  readonly isNow: boolean
  readonly place: string
  readonly isInViewerTime: boolean
  readonly view: View
  readonly toggle: () => void
}

/** A session's device, start, end and duration in the user's zone, and how that differs from the viewer's. */
export function sessionRow({ session, date, withOffset, withSeconds, isNow, place, isInViewerTime, view, toggle }: SessionRow): TemplateResult {
  const { words, locale } = view
  const { device, startedAt, endedAt, durationMs, differsFromViewer, continuesFromPreviousDay, continuesOnNextDay, ongoing, whole } = session
  const clock = (instant: string) =>
    html`<span class="clock">${formatClock(instant, locale, withSeconds)}</span>${withOffset ? html` <span class="offset">${offsetOf(instant)}</span>` : nothing}`
  const isMidnight = continuesOnNextDay && endedAt.slice(11, 16) === '00:00'
  const all = whole === undefined ? '' : ` · ${words.inAll(formatDuration(whole.durationMs, locale))}`
  /** Leads to the part before midnight (-1), or after it. */
  const otherPart = (direction: 1 | -1) => {
    const go = ({ currentTarget }: Event) =>
      currentTarget?.dispatchEvent(new CustomEvent('activity-other-part', { detail: { date, direction }, bubbles: true, composed: true }))
    const text = direction === 1 ? words.continuesNextDay : words.continuesFromDayBefore
    return html`<button type="button" class="mark" @click=${go}>${text}${all}</button>`
  }
  const yourTime = differsFromViewer
    ? `${words.yourTime(placeOf(view.viewerTimeZone ?? ''))}: ${formatForViewer(session, date, withSeconds, view)}`
    : ''
  return html`
    <tr tabindex="-1">
      <td>
        <span class="device ${device}">${words.device[device]}</span>
        ${
          differsFromViewer
            ? html`
                <button type="button" class="zone" aria-expanded=${isInViewerTime} @click=${toggle}>
                  ${words.inTimeOf(place)}<span class="unseen">. ${yourTime}</span>
                </button>
              `
            : nothing
        }
      </td>
      <td class="number">
        ${clock(startedAt)}${continuesFromPreviousDay ? otherPart(-1) : nothing}
      </td>
      <td class="number">
        ${isMidnight ? words.midnight : clock(endedAt)}
        ${continuesOnNextDay ? otherPart(1) : nothing}
        ${ongoing ? (isNow ? html`<span class="chip live">${words.now}</span>` : html`<span class="chip">${words.orLater}</span>`) : nothing}
      </td>
      <td class="duration number">${formatDuration(durationMs, locale)}</td>
    </tr>
    ${isInViewerTime && differsFromViewer ? html`<tr class="viewer"><td colspan="4" class="number">${yourTime}</td></tr>` : nothing}
  `
}

export const sessionRowStyles = css`
  table {
    width: 100%;
    table-layout: fixed;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.5rem 0.75rem 0.5rem 0;
    text-align: start;
    vertical-align: top;
  }
  th {
    color: var(--muted);
    font-size: 0.8125rem;
    font-weight: 500;
  }
  tbody tr:not(.viewer) > * {
    border-top: 1px solid var(--line);
  }
  .duration {
    padding-inline-end: 0;
    text-align: end;
    white-space: nowrap;
  }
  .device::before {
    content: '';
    display: inline-block;
    width: 0.5rem;
    height: 0.5rem;
    margin-inline-end: 0.5rem;
    border-radius: 50%;
    forced-color-adjust: none;
  }
  .clock {
    white-space: nowrap;
  }
  @media (max-width: 40rem) {
    th,
    td {
      padding-inline-end: 0.375rem;
      font-size: 0.8125rem;
    }
    th:first-child {
      width: 26%;
    }
    th:last-child {
      width: 29%;
    }
    td.duration,
    .clock {
      white-space: normal;
    }
    .device::before {
      margin-inline-end: 0.3125rem;
    }
  }
  .offset {
    color: var(--muted);
    font-size: 0.75rem;
  }
  .mark,
  .zone {
    display: block;
    padding: 0;
    border: 0;
    margin-top: 0.125rem;
    background: none;
    color: var(--muted);
    font-size: 0.75rem;
    text-align: start;
    text-decoration: underline dotted;
    text-underline-offset: 0.1875rem;
    cursor: pointer;
  }
  .mark:hover,
  .zone:hover {
    color: var(--text);
  }
  .viewer td {
    padding: 0 0 0.625rem 1rem;
    color: var(--muted);
    font-size: 0.8125rem;
  }
`
