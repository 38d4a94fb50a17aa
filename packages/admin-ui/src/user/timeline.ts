import { devices } from '@stitchlog/contracts/devices'
import { css, html, nothing, svg, type TemplateResult } from 'lit'
import type { Day } from '../api/answers.ts'
import { formatHour, placeOf } from '../format/date-time.ts'
import { type LocalDay, localDayOf } from '../format/local-day.ts'
import type { Unrecorded } from '../format/unrecorded.ts'
import type { View } from '../view.ts'
import { hatching } from './hatching.ts'

const hourMs = 3_600_000
const laneHeightPx = 18
const laneGapPx = 8

/** A session as it is drawn. */
export type StripSession = NonNullable<Day['sessions']>[number]

export interface ZoneSessions {
  readonly timeZone: string
  readonly sessions: readonly StripSession[]
  readonly localDay: LocalDay | undefined
}

/** The sessions of a day, grouped by time zone: a traveller's day has two clocks. */
export function sessionsByZone(date: string, sessions: readonly StripSession[]): ZoneSessions[] {
  const zones = new Map<string, StripSession[]>()
  for (const session of sessions) {
    const ofZone = zones.get(session.timeZone) ?? []
    zones.set(session.timeZone, [...ofZone, session])
  }
  return [...zones].map(([timeZone, ofZone]) => ({ timeZone, sessions: ofZone, localDay: localDayOf(date, timeZone) }))
}

/** A day from its first to its last instant (24 hours unless clocks change), with a lane for each kind of device, and hatched where nothing is on record. */
export function timeline(
  { timeZone, sessions, localDay }: ZoneSessions,
  isNamed: boolean,
  unrecorded: readonly Unrecorded[],
  view: View,
): TemplateResult | typeof nothing {
  if (localDay === undefined) return nothing
  const { words, locale } = view
  const { startsAt, endsAt, marks, clockChange } = localDay
  const height = devices.length * (laneHeightPx + laneGapPx)
  const percent = (share: number) => `${(share * 100).toFixed(3)}%`
  const shareOf = (instant: string) => Math.min(Math.max((Date.parse(instant) - startsAt) / (endsAt - startsAt), 0), 1)
  const shown = marks.filter(({ hour }) => hour % 6 === 0)
  const hours = (endsAt - startsAt) / hourMs
  return html`
    ${isNamed ? html`<p class="remark">${words.userClock(placeOf(timeZone))}</p>` : nothing}
    ${clockChange === undefined ? nothing : html`<p class="remark">${words.clocksChanged(hours.toLocaleString(locale))}</p>`}
    <div part="timeline" class="timeline" role="img" aria-label=${words.timeline(words.sessionCount(sessions.length))}>
      <div class="lanes" aria-hidden="true">${devices.map((device) => html`<span>${words.device[device]}</span>`)}</div>
      <svg class="time" width="100%" height=${height + 20} aria-hidden="true">
        ${devices.map((_, lane) => svg`<rect class="lane" x="0" width="100%" y=${laneTop(lane)} height=${laneHeightPx} rx="4" />`)}
        ${hatching}
        ${unrecorded.map(
          ({ from, to }) =>
            svg`<rect x=${percent(from.shareOfAll)} width=${percent(to.shareOfAll - from.shareOfAll)} y="0" height=${height} fill="url(#hatching)"><title>${words.notRecorded}</title></rect>`,
        )}
        ${marks.map(
          ({ at, hour }) => svg`<line class=${hour % 6 === 0 ? 'hour main' : 'hour'} x1=${percent(at)} x2=${percent(at)} y1="0" y2=${height} />`,
        )}
        ${shown.map(
          ({ at, hour }) => svg`<text class="scale" x=${percent(at)} y=${height + 14} text-anchor="middle">${formatHour(hour, locale)}</text>`,
        )}
        ${clockChange === undefined ? nothing : svg`<line class="change" x1=${percent(clockChange)} x2=${percent(clockChange)} y1="0" y2=${height} />`}
        ${sessions.map(({ device, startedAt, endedAt }) => {
          const [start, end] = [shareOf(startedAt), shareOf(endedAt)]
          return svg`<rect class=${device} x=${percent(start)} width=${percent(Math.max(end - start, 0.003))} y=${laneTop(devices.indexOf(device))} height=${laneHeightPx} rx="3" />`
        })}
      </svg>
    </div>
  `
}

const laneTop = (lane: number) => laneGapPx / 2 + lane * (laneHeightPx + laneGapPx)

export const timelineStyles = css`
  .timeline {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: calc(0.75 * var(--activity-unit));
    margin-block-end: var(--activity-unit);
    margin-inline-end: calc(1.125 * var(--activity-unit));
  }
  .timeline svg {
    display: block;
    overflow: visible;
    direction: ltr;
  }
  .lanes {
    color: var(--muted);
    font-size: calc(0.75 * var(--activity-unit));
    line-height: 18px;
  }
  .lanes span {
    display: block;
    margin-block: 4px 8px;
  }
  .lane {
    fill: var(--raised);
  }
  .hour {
    stroke: var(--line);
    stroke-opacity: 0.5;
  }
  .hour.main {
    stroke-opacity: 1;
  }
  .change {
    stroke: var(--danger);
    stroke-dasharray: 3 3;
  }
`
