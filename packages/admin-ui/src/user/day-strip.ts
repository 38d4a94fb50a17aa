import { devices } from '@stitchlog/contracts/devices'
import { css, html, nothing, type PropertyValues, svg } from 'lit'
import { isRightToLeft, logicalKey } from '../elements/logical-key.ts'
import { ViewElement } from '../elements/view-element.ts'
import { placeOf } from '../format/date-time.ts'
import type { Unrecorded } from '../format/unrecorded.ts'
import { deviceColours } from '../styles/device-colours.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import { hatching } from './hatching.ts'
import { sessionText, stripSummary } from './strip-text.ts'
import type { StripSession, ZoneSessions } from './timeline.ts'

const hourMs = 3_600_000
const laneHeight = 9
const laneGap = 2
const height = devices.length * (laneHeight + laneGap) + laneGap
/** A finger or a mouse need not hit a session exactly. */
const nearPx = 8

const laneTop = (lane: number) => laneGap + lane * (laneHeight + laneGap)

/**
 * A day of one clock from midnight to midnight, with a lane for each kind of device. The pointer, touch and the focus tell a session each. Arrow keys go
 * from session to session, and fire `activity-strip-end` beyond the first (-1) or last (1); Enter fires `activity-strip-open`.
 */
export class DayStrip extends ViewElement {
  static override styles = [
    theme,
    shared,
    deviceColours,
    css`
      :host {
        position: relative;
      }
      svg {
        display: block;
        overflow: visible;
        direction: ltr;
      }
      .ground {
        fill: var(--raised);
      }
      .weekend .ground {
        fill: var(--line);
      }
      .lane {
        fill: none;
      }
      path.mobile,
      path.web {
        stroke-width: 1px;
        vector-effect: non-scaling-stroke;
        pointer-events: none;
      }
      .grid {
        stroke: var(--field-line);
        stroke-opacity: 0.35;
        vector-effect: non-scaling-stroke;
      }
      .change {
        stroke: var(--danger);
        stroke-dasharray: 3 3;
      }
      .session {
        fill: transparent;
        outline: none;
      }
      .session:focus-visible .target,
      .told .target {
        fill: none;
        stroke: var(--text);
        stroke-width: 2;
      }
      .clock {
        color: var(--muted);
        font-size: calc(0.75 * var(--activity-unit));
        line-height: 1.2;
      }
      .tip {
        position: absolute;
        inset-block-end: calc(100% + 0.25 * var(--activity-unit));
        z-index: 3;
        width: max-content;
        max-width: min(20 * var(--activity-unit), 80vw);
        padding: calc(0.25 * var(--activity-unit)) calc(0.625 * var(--activity-unit));
        border: 1px solid var(--line);
        border-radius: calc(0.375 * var(--activity-unit));
        background: var(--surface);
        box-shadow: 0 calc(0.25 * var(--activity-unit)) calc(0.75 * var(--activity-unit)) var(--shadow);
        font-size: calc(0.8125 * var(--activity-unit));
        pointer-events: none;
      }
      @media print {
        .told {
          display: none;
        }
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    zone: { attribute: false },
    isNamed: { attribute: false },
    isWeekend: { attribute: false },
    unrecorded: { attribute: false },
    scaleHours: { attribute: false },
    until: { attribute: false },
    told: { state: true },
    isEntered: { state: true },
  }

  declare view: View
  declare zone: ZoneSessions
  /** Whether it says whose clock it shows. */
  declare isNamed: boolean
  declare isWeekend: boolean
  declare unrecorded: readonly Unrecorded[]
  /** How many hours fill the width, in all strips alike. */
  declare scaleHours: number
  /** What is later had not happened when it was read. Epoch milliseconds. */
  declare until: number
  /** The session that the pointer or the focus is at. */
  declare private told: StripSession | undefined
  /** Whether the sessions can have the focus. */
  declare private isEntered: boolean
  #isTouch = false

  constructor() {
    super()
    this.isEntered = false
    this.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && this.renderRoot.contains(relatedTarget)) return
      this.isEntered = false
      this.told = undefined
    })
  }

  /** Moves the focus to the first session (0) or to the last (-1). */
  async enter(at: 0 | -1): Promise<void> {
    this.isEntered = true
    await this.updateComplete
    this.#sessionElements.at(at)?.focus()
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('told') || this.told === undefined) return
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip')
    const { left, width } = this.getBoundingClientRect()
    if (tip === null) return
    // Within the strip where there is room, and never outside of the window.
    const share = this.#shareOf(Date.parse(this.told.startedAt))
    const middle = (isRightToLeft(this) ? 1 - share : share) * width
    const most = Math.min(width, document.documentElement.clientWidth - left - 8) - tip.offsetWidth
    tip.style.left = `${Math.max(Math.min(middle - tip.offsetWidth / 2, most), Math.min(0, 8 - left))}px`
  }

  get #sessionElements(): SVGElement[] {
    return [...this.renderRoot.querySelectorAll<SVGElement>('.session')]
  }

  /** Where an instant is drawn, from 0 to 1. */
  #shareOf(instant: number): number {
    const { startsAt, endsAt } = this.zone.localDay ?? { startsAt: 0, endsAt: 1 }
    return (Math.min(Math.max(instant, startsAt), endsAt) - startsAt) / (this.scaleHours * hourMs)
  }

  override render() {
    const { zone, view } = this
    const { localDay, sessions, timeZone } = zone
    if (localDay === undefined) return nothing
    const { startsAt, endsAt, marks, clockChange } = localDay
    const dayMs = endsAt - startsAt
    const percent = (share: number) => `${(share * 100).toFixed(3)}%`
    const all = this.#shareOf(endsAt)
    const x = (instant: number) => Math.round((instant - startsAt) / 1000)
    const grid = marks.filter(({ hour }) => hour % 6 === 0).map(({ at }) => `M${Math.round((at * dayMs) / 1000)} 0V${height}`)
    const isMissing = this.unrecorded.some((each) => each.startsAt < endsAt && each.endsAt > startsAt)
    return html`
      ${this.isNamed ? html`<p class="clock">${view.words.userClock(placeOf(timeZone))}</p>` : nothing}
      <svg
        part="day-strip"
        class=${this.isWeekend ? 'time weekend' : 'time'}
        width="100%"
        height=${height}
        role=${this.isEntered ? 'group' : 'img'}
        aria-label=${stripSummary(zone, view)}
        @keydown=${this.#onKey}
      >
        <rect class="ground" width=${percent(this.#shareOf(this.until))} height=${height} rx="2" />
        ${isMissing ? hatching : nothing}
        ${isMissing ? this.unrecorded.map((each) => this.#hatched(each)) : nothing}
        <svg width=${percent(all)} height=${height} viewBox="0 0 ${dayMs / 1000} ${height}" preserveAspectRatio="none">
          <path class="grid" d=${grid.join('')} />
          ${devices.map((device, lane) => {
            const pieces = sessions.filter((session) => session.device === device)
            if (pieces.length === 0) return nothing
            const d = pieces.map(({ startedAt, endedAt }) => {
              const from = x(Date.parse(startedAt))
              return `M${from} ${laneTop(lane)}H${x(Date.parse(endedAt))}V${laneTop(lane) + laneHeight}H${from}Z`
            })
            return svg`<path class=${device} d=${d.join('')} />`
          })}
        </svg>
        ${clockChange === undefined ? nothing : svg`<line class="change" x1=${percent(clockChange * all)} x2=${percent(clockChange * all)} y1="0" y2=${height} />`}
        ${this.isEntered ? sessions.map((session) => this.#session(session)) : nothing}
        ${this.told === undefined || this.isEntered ? nothing : svg`<g class="told" aria-hidden="true">${this.#target(this.told)}</g>`}
      </svg>
      ${this.told === undefined ? nothing : html`<div class="tip number" aria-hidden="true">${sessionText(this.told, this.zone, this.view)}</div>`}
    `
  }

  #hatched({ startsAt, endsAt }: Unrecorded) {
    const [from, to] = [this.#shareOf(startsAt), this.#shareOf(endsAt)]
    if (to <= from) return nothing
    return svg`<rect x="${from * 100}%" width="${(to - from) * 100}%" height=${height} fill="url(#hatching)" />`
  }

  #session(session: StripSession) {
    const tell = () => {
      this.told = session
    }
    return svg`<g class="session" role="img" tabindex="-1" aria-label=${sessionText(session, this.zone, this.view)} @focus=${tell}>${this.#target(session)}</g>`
  }

  #target({ device, startedAt, endedAt }: StripSession) {
    const [from, to] = [this.#shareOf(Date.parse(startedAt)), this.#shareOf(Date.parse(endedAt))]
    const y = laneTop(devices.indexOf(device)) - 1
    return svg`<rect class="target" x="${from * 100}%" width="${Math.max(to - from, 0.004) * 100}%" y=${y} height=${laneHeight + 2} rx="2" />`
  }

  /** Tells the session at the pointer: the row has the pointer's events, since all of it opens the day. */
  point({ clientX, clientY, pointerType }: PointerEvent): void {
    this.#isTouch = pointerType !== 'mouse'
    if (!this.isEntered) this.told = this.#sessionAt(clientX, clientY)
  }

  /** What a finger pointed at stays told until another place is touched. */
  leave({ pointerType }: PointerEvent): void {
    if (pointerType === 'mouse' && !this.isEntered) this.told = undefined
  }

  /** Whether a finger pointed at a session, which is no wish to open the day. */
  get isTouched(): boolean {
    return this.#isTouch && this.told !== undefined
  }

  /** The nearest session in the lane of a place; without one, the nearest at all. */
  #sessionAt(clientX: number, clientY: number): StripSession | undefined {
    const isMirrored = isRightToLeft(this)
    const { left, right, top, bottom, width } = this.renderRoot.querySelector('svg')?.getBoundingClientRect() ?? new DOMRect()
    if (clientY < top - nearPx || clientY > bottom + nearPx) return undefined
    const x = isMirrored ? right - clientX : clientX - left
    const distance = ({ device, startedAt, endedAt }: StripSession) => {
      const [from, to] = [startedAt, endedAt].map((instant) => this.#shareOf(Date.parse(instant)) * width)
      const beside = Math.max(Number(from) - x, x - Number(to), 0)
      const lane = Math.floor((clientY - top - laneGap / 2) / (laneHeight + laneGap))
      return beside > nearPx ? Number.POSITIVE_INFINITY : beside + (devices.indexOf(device) === lane ? 0 : nearPx)
    }
    const [nearest] = this.zone.sessions.map((session) => ({ session, at: distance(session) })).sort((a, b) => a.at - b.at)
    return nearest !== undefined && nearest.at < Number.POSITIVE_INFINITY ? nearest.session : undefined
  }

  #onKey(event: KeyboardEvent): void {
    const sessions = this.#sessionElements
    const at = sessions.findIndex((session) => session.matches(':focus'))
    if (at < 0) return
    const key = logicalKey(event, this)
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: sessions.length - 1, Escape: -1 }[key]
    const isOpening = event.key === 'Enter' || event.key === ' '
    if (target === undefined && !isOpening) return
    event.preventDefault()
    event.stopPropagation()
    if (isOpening) this.dispatchEvent(new CustomEvent('activity-strip-open'))
    else if (target === undefined || target < 0 || target >= sessions.length)
      this.dispatchEvent(new CustomEvent('activity-strip-end', { detail: key === 'ArrowRight' ? 1 : -1 }))
    else sessions[target]?.focus()
  }
}
