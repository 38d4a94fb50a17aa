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
  /** Whether any session of the day is on another clock than the viewer's. */
  readonly withViewerTime: boolean
  readonly view: View
}

/** A session's device, start, end and duration in the user's zone, and the viewer's times where that differs. */
export function sessionRow({ session, date, withOffset, withSeconds, isNow, place, withViewerTime, view }: SessionRow): TemplateResult {
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
    return html`<button type="button" class="mark printed" @click=${go}>${text}${all}</button>`
  }
  const yourTime = withViewerTime ? formatForViewer(session, date, withSeconds, view) : ''
  return html`
    <tr part="row" tabindex="-1">
      <td>
        <span class="device ${device}">${words.device[device]}</span>
        ${differsFromViewer ? html`<span class="zone">${words.inTimeOf(place)}</span>` : nothing}
      </td>
      <td class="number">
        ${clock(startedAt)}${continuesFromPreviousDay ? otherPart(-1) : nothing}
      </td>
      <td class="number">
        ${isMidnight ? words.midnight : clock(endedAt)}
        ${continuesOnNextDay ? otherPart(1) : nothing}
        ${ongoing ? (isNow ? html`<span part="chip" class="chip live">${words.now}</span>` : html`<span part="chip" class="chip">${words.orLater}</span>`) : nothing}
      </td>
      <td class="duration number">${formatDuration(durationMs, locale)}</td>
      ${withViewerTime ? html`<td class="number viewer"><span class="label">${yourTimeOf(view)}: </span>${yourTime}</td>` : nothing}
    </tr>
  `
}

/** Whose clock the viewer's times are on. */
export const yourTimeOf = ({ words, viewerTimeZone }: View): string => words.yourTime(placeOf(viewerTimeZone ?? ''))

export const sessionRowStyles = css`
  table {
    border-collapse: collapse;
  }
  th,
  td {
    padding: calc(0.5 * var(--activity-unit)) calc(2.5 * var(--activity-unit)) calc(0.5 * var(--activity-unit)) 0;
    text-align: var(--start);
    vertical-align: top;
  }
  th {
    color: var(--muted);
    font-size: calc(0.8125 * var(--activity-unit));
    font-weight: 500;
  }
  tbody tr > * {
    border-top: 1px solid var(--line);
  }
  .duration {
    text-align: var(--end);
    white-space: nowrap;
  }
  th:last-child,
  td:last-child {
    padding-inline-end: 0;
  }
  .label {
    display: none;
  }
  .viewer {
    color: var(--muted);
  }
  .device {
    display: inline-flex;
    align-items: baseline;
    gap: calc(0.5 * var(--activity-unit));
  }
  .device::before {
    content: '';
    display: inline-block;
    width: calc(0.5 * var(--activity-unit));
    height: calc(0.5 * var(--activity-unit));
    border-radius: 50%;
    forced-color-adjust: none;
    print-color-adjust: exact;
  }
  .clock {
    white-space: nowrap;
  }
  @container (max-width: 40em) {
    table {
      width: 100%;
    }
    th,
    td {
      padding-inline-end: calc(0.375 * var(--activity-unit));
      font-size: calc(0.8125 * var(--activity-unit));
    }
    td.duration,
    .clock {
      white-space: normal;
    }
    .device {
      gap: calc(0.3125 * var(--activity-unit));
    }
    /* A column more would be too narrow for its times: they have a line of their own. */
    .with-viewer :is(thead, tbody),
    .with-viewer {
      display: block;
    }
    .with-viewer tr {
      display: grid;
      grid-template-columns: 27% 1fr 1fr 29%;
    }
    .with-viewer th.viewer,
    .with-viewer :not(.viewer):nth-last-child(2) {
      padding-inline-end: 0;
    }
    .with-viewer th.viewer {
      display: none;
    }
    td.viewer {
      grid-column: 1 / -1;
      padding-top: 0;
      border-top: 0;
    }
    .label {
      display: inline;
    }
  }
  .offset {
    color: var(--muted);
    font-size: calc(0.75 * var(--activity-unit));
  }
  .zone {
    display: block;
    color: var(--muted);
    font-size: calc(0.75 * var(--activity-unit));
  }
  .mark {
    display: block;
    padding: 0;
    border: 0;
    margin-top: calc(0.125 * var(--activity-unit));
    background: none;
    color: var(--muted);
    font-size: calc(0.75 * var(--activity-unit));
    text-align: var(--start);
    text-decoration: underline dotted;
    text-underline-offset: calc(0.1875 * var(--activity-unit));
    cursor: pointer;
  }
  .mark:hover {
    color: var(--text);
  }
`
