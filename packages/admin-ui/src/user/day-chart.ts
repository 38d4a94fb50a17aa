import { css, html, svg, type TemplateResult } from 'lit'
import type { Day, DaysAnswer } from '../api/answers.ts'
import { addDays, countDates, formatShortDate } from '../format/date-time.ts'
import { formatDuration, formatHours } from '../format/duration.ts'
import type { View } from '../view.ts'

const hourMs = 3_600_000
const heightPx = 120
/** Half a line of text above the highest hour. */
const topPx = 6
const baseline = topPx + heightPx
/** Hours between two lines of the grid. */
const gridSteps = [1, 2, 4, 6, 8, 12, 24]

/** The time of each day of a range as a bar, phone on browser. A picture beside the list, which says the same: so it is no place for the keyboard. */
export function dayChart({ from, to, days }: DaysAnswer, view: View, open: (date: string) => void): TemplateResult {
  const { words, locale } = view
  const dateCount = countDates(from, to)
  const mostMs = Math.max(...days.map(({ durationMs }) => durationMs), hourMs)
  const stepHours = gridSteps.find((hours) => mostMs / (hours * hourMs) <= 3) ?? Math.ceil(mostMs / hourMs / 3)
  const topMs = Math.ceil(mostMs / (stepHours * hourMs)) * stepHours * hourMs
  const totalMs = days.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const lines = Array.from({ length: topMs / (stepHours * hourMs) + 1 }, (_, step) => step * stepHours)
  const y = (ms: number) => baseline - (heightPx * ms) / topMs
  return html`
    <figure class="chart card" role="img" aria-label=${words.chart(words.activeDayCount(days.length), formatDuration(totalMs, locale))}>
      <div class="legend" aria-hidden="true"><span class="key web">${words.browser}</span><span class="key mobile">${words.phone}</span></div>
      <div class="drawing" aria-hidden="true">
        <svg class="hours" height=${heightPx + 28} width="2.25rem">
          ${lines.map((hours) => svg`<text class="scale" x="100%" y=${y(hours * hourMs) + 4} text-anchor="end">${formatHours(hours, locale)}</text>`)}
        </svg>
        <svg height=${heightPx + 28} width="100%">
          ${lines.map((hours) => svg`<line class="grid" x1="0" x2="100%" y1=${y(hours * hourMs)} y2=${y(hours * hourMs)} />`)}
          ${days.map((day) => bar(day, countDates(from, day.date) - 1, dateCount, y, view, open))}
          ${dateLabels(from, dateCount).map(
            ({ date, at }) => svg`<text class="scale" x="${at}%" y=${baseline + 18} text-anchor="middle">${formatShortDate(date, locale)}</text>`,
          )}
        </svg>
      </div>
    </figure>
  `
}

function bar(day: Day, index: number, dateCount: number, y: (ms: number) => number, { locale }: View, open: (date: string) => void) {
  const slot = 100 / dateCount
  const [x, width] = [(index + 0.22) * slot, 0.56 * slot]
  const { mobile, web } = day.devices
  const piece = (device: string, fromMs: number, toMs: number) => {
    if (toMs === fromMs) return svg``
    const height = Math.max(y(fromMs) - y(toMs), 1)
    return svg`<rect class=${device} x="${x}%" width="${width}%" y=${y(toMs)} height=${height} rx=${dateCount > 62 ? 0 : 2} />`
  }
  return svg`
    <g class="bar" @click=${() => open(day.date)}>
      <title>${formatShortDate(day.date, locale)}: ${formatDuration(day.durationMs, locale)}</title>
      <rect class="target" x="${index * slot}%" width="${slot}%" y=${topPx} height=${heightPx} />
      ${piece('web', 0, web.durationMs)} ${piece('mobile', web.durationMs, web.durationMs + mobile.durationMs)}
    </g>`
}

/** A few dates under the bars, the last one always. */
function dateLabels(from: string, dateCount: number): { date: string; at: number }[] {
  const step = Math.ceil(dateCount / 5)
  const labels: { date: string; at: number }[] = []
  for (let index = dateCount - 1; index >= 0; index -= step) labels.push({ date: addDays(from, index), at: ((index + 0.5) / dateCount) * 100 })
  return labels
}

export const dayChartStyles = css`
  .chart {
    margin: 0;
    padding: 1rem 1.5rem 0.5rem 1rem;
  }
  .legend {
    display: flex;
    justify-content: flex-end;
    gap: 1.25rem;
    margin-bottom: 0.5rem;
    color: var(--muted);
    font-size: 0.8125rem;
  }
  .key::before {
    content: '';
    display: inline-block;
    width: 0.625rem;
    height: 0.625rem;
    margin-inline-end: 0.375rem;
    border-radius: 0.125rem;
    background: var(--accent);
  }
  .key.mobile::before {
    background: var(--phone);
  }
  .drawing {
    display: grid;
    grid-template-columns: 2.25rem 1fr;
    gap: 0.75rem;
    direction: ltr;
  }
  .drawing svg {
    display: block;
    overflow: visible;
  }
  .grid {
    stroke: var(--line);
  }
  .scale {
    fill: var(--muted);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }
  rect.web {
    fill: var(--accent);
  }
  rect.mobile {
    fill: var(--phone);
  }
  .target {
    fill: transparent;
  }
  .bar {
    cursor: pointer;
  }
  .bar:hover .target {
    fill: var(--raised);
  }
`
