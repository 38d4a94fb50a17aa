import { css, html, nothing, type PropertyValues } from 'lit'
import type { Day, Session, SessionsAnswer } from '../api/answers.ts'
import { CopiedRows } from '../elements/copied-rows.ts'
import { GradualRows } from '../elements/gradual-rows.ts'
import { MinuteTick } from '../elements/minute-tick.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import { ViewElement } from '../elements/view-element.ts'
import { hasSeconds, offsetOf, placeOf } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import { knownZoneOf, unrecordedOf } from '../format/unrecorded.ts'
import { Loading } from '../loading.ts'
import { deviceColours } from '../styles/device-colours.ts'
import { shared, theme } from '../styles/shared.ts'
import { asksAnew, type View } from '../view.ts'
import { sessionRow, sessionRowStyles, yourTimeOf } from './session-row.ts'
import { sessionsByZone, timeline, timelineStyles } from './timeline.ts'

/** A session that was ongoing when it was read may have ended a minute later, because the shortest timeout is one minute. */
const nowIsTrueForMs = 60_000

/** More than anybody's day has who is a person. */
const pageSize = 500

/** The sessions of one open day, as a chart of its hours and as a table. A day with very many shows them page by page. */
export class DaySessions extends ViewElement {
  static override styles = [
    theme,
    shared,
    deviceColours,
    timelineStyles,
    sessionRowStyles,
    css`
      :host {
        padding: calc(0.75 * var(--activity-unit)) calc(1.25 * var(--activity-unit)) calc(1.25 * var(--activity-unit)) calc(2.75 * var(--activity-unit));
      }
      .remark {
        margin-bottom: calc(0.75 * var(--activity-unit));
        font-size: calc(0.8125 * var(--activity-unit));
        color: var(--muted);
      }
      .notice {
        margin-bottom: calc(0.75 * var(--activity-unit));
      }
      .more {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--activity-unit);
        margin-top: calc(0.75 * var(--activity-unit));
      }
      @container (max-width: 48em) {
        :host {
          padding-inline: calc(0.75 * var(--activity-unit));
        }
      }
    `,
  ]

  static override properties = { view: { attribute: false }, user: {}, day: { attribute: false } }

  declare view: View
  declare user: string
  declare day: Day
  readonly #sessions = new Loading<SessionsAnswer>(this, true)
  readonly #rows = new GradualRows(this)
  /** When the first page was asked for. */
  #readAt = 0

  constructor() {
    super()
    new MinuteTick(this)
    new CopiedRows(this)
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const isOther = changed.has('day') && isNews(changed.get('day'), this.day)
    if (!isOther && !(changed.has('view') && asksAnew(changed.get('view'), this.view, this.#sessions))) return
    const { api } = this.view
    const [user, date] = [this.user, this.day.date]
    void this.#sessions.load(api, async () => {
      this.#readAt = Date.now()
      return await api.sessions(user, date, undefined, pageSize)
    })
  }

  /** Reads the next page, which is a look of its own. */
  async #more(): Promise<void> {
    const shown = this.#sessions.value
    if (shown?.nextCursor === undefined || this.#sessions.isLoading) return
    const { api } = this.view
    const { date, sessions, nextCursor } = shown
    const known = new Set(sessions.map(keyOf))
    await this.#sessions.load(api, async () => {
      const answer = await api.sessions(this.user, date, nextCursor, pageSize)
      if ('failure' in answer) return answer
      return { value: { ...answer.value, sessions: [...sessions, ...answer.value.sessions.filter((session) => !known.has(keyOf(session)))] } }
    })
    this.#rows.all()
    await this.updateComplete
    // The button may be gone.
    if (this.#sessions.failure === undefined) this.renderRoot.querySelectorAll<HTMLElement>('tbody > tr')[sessions.length]?.focus()
  }

  override render() {
    const answer = this.#sessions.value
    return html`
      ${failureNotice(this.#sessions, this.view, () => this.dispatchEvent(new CustomEvent('activity-return', { bubbles: true })))}
      ${answer === undefined ? loadingNote(this.#sessions, this.view) : this.#day(answer)}
    `
  }

  #day({ date, sessions, nextCursor, recorded }: SessionsAnswer) {
    const { view, day } = this
    const { words, locale } = view
    if (sessions.length === 0) return html`<p class="muted">${words.noSessions}</p>`
    const unrecordedIn = (timeZone: string) => unrecordedOf({ from: date, to: date, recorded }, knownZoneOf([timeZone]), Date.now())
    const isNow = Date.now() - this.#readAt < nowIsTrueForMs
    const zones = sessionsByZone(date, sessions)
    const hasClockChange = new Set(sessions.flatMap(({ startedAt, endedAt }) => [offsetOf(startedAt), offsetOf(endedAt)])).size > zones.length
    const withViewerTime = sessions.some(({ differsFromViewer }) => differsFromViewer)
    const withSeconds = sessions.some(({ startedAt, endedAt }) => hasSeconds(startedAt) || hasSeconds(endedAt))
    return html`
      ${view.api.comparesClocks ? nothing : html`<p class="remark">${words.clocksNotCompared}</p>`}
      ${zones.map((zone) => timeline(zone, zones.length > 1, unrecordedIn(zone.timeZone), view))}
      ${day.activeDurationMs < day.durationMs ? html`<p class="remark">${words.atOnce(formatDuration(day.activeDurationMs, locale))}</p>` : nothing}
      <table part="table" class=${withViewerTime ? 'with-viewer' : ''}>
        <thead>
          <tr part="table-head">
            <th scope="col">${words.deviceColumn}</th>
            <th scope="col">${words.start}</th>
            <th scope="col">${words.end}</th>
            <th scope="col" class="duration">${words.duration}</th>
            ${withViewerTime ? html`<th scope="col" class="viewer">${yourTimeOf(view)}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${this.#rows.of(sessions).map((session) =>
            sessionRow({
              session,
              date,
              withOffset: hasClockChange || zones.some(({ localDay }) => localDay?.clockChange !== undefined),
              withSeconds,
              isNow,
              place: placeOf(session.timeZone),
              withViewerTime,
              view,
            }),
          )}
        </tbody>
      </table>
      ${nextCursor === undefined && sessions.length <= pageSize ? nothing : this.#pages(sessions.length, nextCursor !== undefined)}
    `
  }

  #pages(count: number, hasMore: boolean) {
    const { words, locale } = this.view
    const { isSlow, isLoading } = this.#sessions
    const shown = words.sessionsShown(count.toLocaleString(locale), Math.max(this.day.sessionCount, count).toLocaleString(locale))
    return html`
      <div class="more">
        <p class="small muted" role="status">${isSlow ? words.loading : shown}</p>
        ${hasMore ? html`<button type="button" part="button" class="button" aria-disabled=${isLoading} @click=${this.#more}>${words.moreSessions}</button>` : nothing}
      </div>
    `
  }
}

const keyOf = ({ device, startedAt, timeZone }: Session): string => `${device} ${startedAt} ${timeZone}`

/** Whether a day may have new sessions. A day that is over and has the same totals has the same sessions, which need no new read. */
function isNews(before: Day | undefined, day: Day): boolean {
  return before === undefined || before.provisional || JSON.stringify(before) !== JSON.stringify(day)
}
