import { type Device, devices } from '@stitchlog/contracts/devices'
import { css, html, nothing, svg } from 'lit'
import type { Day, DaysAnswer } from '../api/answers.ts'
import { logicalKey } from '../elements/logical-key.ts'
import { overlapText } from '../elements/overlap-note.ts'
import { ViewElement } from '../elements/view-element.ts'
import { addDays, countDates, formatDay, formatMonth, formatShortDate, formatShortDay } from '../format/date-time.ts'
import { formatDuration, formatHours } from '../format/duration.ts'
import type { Unrecorded } from '../format/unrecorded.ts'
import { deviceColours } from '../styles/device-colours.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import { hatching } from './hatching.ts'

const hourMs = 3_600_000
const heightPx = 120
/** Room for half a line of text above the highest hour. */
const topPx = 6
const baseline = topPx + heightPx
/** A session under a minute is seen too. */
const leastPx = 2
const daysOfAYear = 366
/** From the bottom to the top of a bar. */
const stack = devices.toReversed()
/** Possible numbers of hours between two lines of the grid. */
const gridSteps = [1, 2, 4, 6, 8, 12, 24]

/**
 * Shows the duration of each day of a range as a bar, with the devices stacked. It is one stop for Tab. Arrow keys go from day to day; Enter fires
 * `activity-day`, as a click does.
 */
export class DayChart extends ViewElement {
  static override styles = [
    theme,
    shared,
    deviceColours,
    css`
      figure {
        margin: 0;
        padding: var(--activity-unit) calc(1.5 * var(--activity-unit)) calc(0.5 * var(--activity-unit)) var(--activity-unit);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: calc(0.25 * var(--activity-unit)) calc(1.25 * var(--activity-unit));
        margin-bottom: calc(0.5 * var(--activity-unit));
        color: var(--muted);
        font-size: calc(0.8125 * var(--activity-unit));
        white-space: nowrap;
      }
      .pointed::first-letter {
        text-transform: uppercase;
      }
      .pointed {
        display: block;
        white-space: normal;
        flex: 1;
        min-width: 0;
        color: var(--text);
      }
      .drawing {
        display: grid;
        grid-template-columns: calc(2.25 * var(--activity-unit)) 1fr;
        gap: calc(0.75 * var(--activity-unit));
      }
      .hours {
        width: 100%;
      }
      .drawing svg {
        display: block;
        overflow: visible;
        direction: ltr;
      }
      .grid {
        stroke: var(--line);
      }
      .target {
        fill: transparent;
      }
      .bar {
        cursor: pointer;
        outline: none;
      }
      .bar:hover .target {
        fill: var(--raised);
      }
      .bar:focus-visible .target {
        fill: var(--raised);
        stroke: var(--focus);
        stroke-width: 2;
      }
      @container (max-width: 40em) {
        .pointed:not(:empty) ~ .key {
          display: none;
        }
      }
    `,
  ]

  static override properties = {
    view: { attribute: false },
    answer: { attribute: false },
    unrecorded: { attribute: false },
    current: { state: true },
    pointed: { state: true },
  }

  declare view: View
  declare answer: DaysAnswer
  declare unrecorded: readonly Unrecorded[]
  /** The date that Tab goes to; the last one if it is not shown. */
  declare private current: string | undefined
  /** The day under the mouse or with the focus. */
  declare private pointed: Day | undefined

  override render() {
    const { view, answer, pointed } = this
    const { words, locale } = view
    const { from, to, days } = answer
    const dateCount = countDates(from, to)
    const mostMs = Math.max(...days.map(({ durationMs }) => durationMs), hourMs)
    const stepHours = gridSteps.find((hours) => mostMs / (hours * hourMs) <= 3) ?? Math.ceil(mostMs / hourMs / 3)
    const topMs = Math.ceil(mostMs / (stepHours * hourMs)) * stepHours * hourMs
    const totalMs = days.reduce((sum, { durationMs }) => sum + durationMs, 0)
    const lines = Array.from({ length: topMs / (stepHours * hourMs) + 1 }, (_, step) => step * stepHours)
    const y = (ms: number) => baseline - (heightPx * ms) / topMs
    const formatLabel = dateCount > daysOfAYear ? formatMonth : formatShortDate
    const stop = days.some(({ date }) => date === this.current) ? this.current : days[0]?.date
    return html`
      <figure part="card chart" class="card">
        <div class="legend" aria-hidden="true">
          <span class="pointed number"
            >${pointed === undefined ? nothing : `${formatShortDay(pointed.date, locale, to.slice(0, 4))} · ${[formatDuration(pointed.durationMs, locale), overlapText(pointed, view)].filter((text) => text !== '').join(' · ')}`}</span
          >${stack.map((device) => html`<span class="key ${device}">${words.device[device]}</span>`)}${this.unrecorded.length === 0 ? nothing : html`<span><span class="hatched"></span> ${words.notRecorded}</span>`}
        </div>
        <div class="drawing">
          <svg class="time hours" height=${heightPx + 28} aria-hidden="true">
            ${lines.map((hours) => svg`<text class="scale" x="100%" y=${y(hours * hourMs) + 4} text-anchor="end">${formatHours(hours, locale)}</text>`)}
          </svg>
          <svg
            class="time"
            height=${heightPx + 28}
            width="100%"
            role="toolbar"
            aria-label=${words.chart(words.activeDayCount(days.length), formatDuration(totalMs, locale))}
            @keydown=${this.#onKey}
          >
            ${hatching}
            <g aria-hidden="true">
              ${this.unrecorded.map((each) => this.#hatched(each, from, dateCount))}
              ${lines.map((hours) => svg`<line class="grid" x1="0" x2="100%" y1=${y(hours * hourMs)} y2=${y(hours * hourMs)} />`)}
              ${dateLabels(from, dateCount).map(
                ({ date, at }) => svg`<text class="scale" x="${at}%" y=${baseline + 18} text-anchor="middle">${formatLabel(date, locale)}</text>`,
              )}
            </g>
            ${[...days].reverse().map((day) => this.#bar(day, countDates(from, day.date) - 1, dateCount, y, day.date === stop))}
          </svg>
        </div>
      </figure>
    `
  }

  #hatched({ from, to }: Unrecorded, firstDate: string, dateCount: number) {
    const at = ({ date, shareOfAll }: Unrecorded['from']) => ((countDates(firstDate, date) - 1 + shareOfAll) / dateCount) * 100
    return svg`<rect x="${at(from)}%" width="${at(to) - at(from)}%" y=${topPx} height=${heightPx} fill="url(#hatching)" />`
  }

  #bar(day: Day, index: number, dateCount: number, y: (ms: number) => number, isStop: boolean) {
    const { locale } = this.view
    const slot = 100 / dateCount
    const [x, width] = [(index + 0.22) * slot, 0.56 * slot]
    const piece = (device: Device, at: number) => {
      const fromMs = stack.slice(0, at).reduce((sum, below) => sum + day.devices[below].durationMs, 0)
      const toMs = fromMs + day.devices[device].durationMs
      if (day.devices[device].sessionCount === 0) return nothing
      const height = Math.max(y(fromMs) - y(toMs), leastPx)
      return svg`<rect class=${device} x="${x}%" width="${width}%" y=${y(fromMs) - height} height=${height} rx=${dateCount > 62 ? 0 : 2} />`
    }
    const point = () => {
      this.pointed = day
    }
    const leave = () => {
      this.pointed = undefined
    }
    return svg`
      <g
        class="bar"
        role="button"
        data-date=${day.date}
        tabindex=${isStop ? 0 : -1}
        aria-label="${formatDay(day.date, locale, this.answer.to.slice(0, 4), 'long')}: ${formatDuration(day.durationMs, locale)}"
        @click=${() => this.#open(day.date)}
        @pointerenter=${point}
        @pointerleave=${leave}
        @focus=${point}
        @blur=${leave}
      >
        <rect class="target" x="${index * slot}%" width="${slot}%" y=${topPx} height=${heightPx} />
        ${stack.map(piece)}
      </g>`
  }

  #open(date: string): void {
    this.current = date
    this.dispatchEvent(new CustomEvent('activity-day', { detail: date }))
  }

  #onKey(event: KeyboardEvent): void {
    const bars = [...this.renderRoot.querySelectorAll<SVGElement>('.bar')]
    const at = bars.findIndex((bar) => bar.matches(':focus'))
    const focused = bars[at]?.dataset['date']
    if (focused === undefined) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      this.#open(focused)
      return
    }
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: bars.length - 1 }[logicalKey(event, this)]
    if (target === undefined) return
    event.preventDefault()
    const bar = target < 0 ? undefined : bars[target]
    if (bar === undefined) return
    this.current = bar.dataset['date']
    bar.focus()
  }
}

/** A few dates under the bars, the last one always. */
function dateLabels(from: string, dateCount: number): { date: string; at: number }[] {
  const step = Math.ceil(dateCount / 5)
  const labels: { date: string; at: number }[] = []
  for (let index = dateCount - 1; index >= 0; index -= step) labels.push({ date: addDays(from, index), at: ((index + 0.5) / dateCount) * 100 })
  return labels
}
