import { css, html, nothing, type TemplateResult } from 'lit'
import type { Day } from '../api/answers.ts'
import { overlapNote } from '../elements/overlap-note.ts'
import { formatDay } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import { localDayOf } from '../format/local-day.ts'
import { missingOf } from '../format/unrecorded.ts'
import { isWeekend } from '../format/weeks.ts'
import type { Words } from '../i18n/en.ts'
import type { View } from '../view.ts'
import { DayStrip } from './day-strip.ts'
import type { ShownDays } from './shown-days.ts'
import { type StripSession, sessionsByZone, type ZoneSessions } from './timeline.ts'

interface DayRow {
  readonly day: Day
  readonly answer: ShownDays
  readonly isOpen: boolean
  /** How many hours fill the width of a strip. */
  readonly scaleHours: number
  readonly user: string
  readonly view: View
  readonly toggle: () => void
  readonly focus: () => void
}

/** A day with its date, a drawing of its hours, its total, and its sessions if it is open. */
export function dayRow({ day, answer, isOpen, scaleHours, user, view, toggle, focus }: DayRow): TemplateResult {
  const { words, locale } = view
  const currentYear = answer.to.slice(0, 4)
  const isPartly = missingOf(day.date, answer.unrecorded) !== 'none'
  const stripsOf = ({ currentTarget }: Event) =>
    currentTarget instanceof Element ? [...(currentTarget.closest('li')?.querySelectorAll<DayStrip>('activity-day-strip') ?? [])] : []
  const point = (event: PointerEvent) => {
    for (const strip of stripsOf(event)) strip.point(event)
  }
  const leave = (event: PointerEvent) => {
    for (const strip of stripsOf(event)) strip.leave(event)
  }
  const click = (event: MouseEvent) => {
    const isTouched = event.detail > 0 && stripsOf(event).some((strip) => strip.isTouched)
    // The second click of a double click would close what the first one opened.
    if (event.detail <= 1 && !isTouched) toggle()
  }
  const onKey = (event: KeyboardEvent) => {
    const [strip] = event.key === 'ArrowRight' ? stripsOf(event) : []
    if (strip === undefined) return
    event.preventDefault()
    void strip.enter(0)
  }
  return html`
    <li class="row ${isOpen ? 'open' : ''}" @activity-return=${focus}>
      <button type="button" class="day" data-date=${day.date} aria-expanded=${isOpen} aria-controls="day-${day.date}" @click=${click} @keydown=${onKey} @pointermove=${point} @pointerdown=${point} @pointerleave=${leave}>
        <svg class="chevron" viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3.5 10.5 8 6 12.5" /></svg>
        <span class="date"><span class="first-letter wide">${formatDay(day.date, locale, currentYear, 'long')}</span
          ><span class="first-letter narrow">${formatDay(day.date, locale, currentYear, 'short')}</span>${day.provisional ? html` ${chip(day, words)}` : nothing}${isPartly ? html` <span class="chip">${words.partlyRecorded}</span>` : nothing}</span>
        <span class="count muted number">${words.sessionCount(day.sessionCount)}</span>
        <span class="total number"><strong>${formatDuration(day.durationMs, locale)}</strong>${overlapNote(day, view)}</span>
      </button>
      <div class="strips">${strips(day, answer, scaleHours, view, toggle, focus)}</div>
      <div class="sessions" id="day-${day.date}" ?hidden=${!isOpen}>
        ${isOpen ? html`<activity-day-sessions .view=${view} .user=${user} .day=${day}></activity-day-sessions>` : nothing}
      </div>
    </li>
  `
}

const knownZones = new WeakMap<readonly StripSession[], readonly ZoneSessions[]>()

/** Found once, so that a strip is not drawn again when another day is opened. */
function zonesOf(date: string, sessions: readonly StripSession[]): readonly ZoneSessions[] {
  const zones = knownZones.get(sessions) ?? sessionsByZone(date, sessions)
  knownZones.set(sessions, zones)
  return zones
}

function strips({ date, sessions }: Day, { unrecorded, readAt }: ShownDays, scaleHours: number, view: View, toggle: () => void, focus: () => void) {
  if (sessions === undefined) return html`<p class="small muted">${view.words.tooManyToDraw}</p>`
  const zones = zonesOf(date, sessions)
  const leave = ({ currentTarget, detail }: CustomEvent<1 | -1>) => {
    if (!(currentTarget instanceof Element)) return
    const next = detail === 1 ? currentTarget.nextElementSibling : currentTarget.previousElementSibling
    if (next instanceof DayStrip) void next.enter(detail === 1 ? 0 : -1)
    else if (detail === -1) focus()
  }
  return zones.map(
    (zone) => html`
      <activity-day-strip
        .view=${view}
        .zone=${zone}
        .isNamed=${zones.length > 1}
        .isWeekend=${isWeekend(date, view.locale)}
        .unrecorded=${unrecorded}
        .scaleHours=${scaleHours}
        .until=${readAt}
        @activity-strip-open=${toggle}
        @activity-strip-end=${leave}
      ></activity-day-strip>
    `,
  )
}

/** "So far" today. Once the day is over, "not complete", because the data was read before its end. */
function chip({ date, timeZones }: Day, { todaySoFar, notComplete }: Words): TemplateResult {
  const isOver = timeZones.every((timeZone) => (localDayOf(date, timeZone)?.endsAt ?? Number.POSITIVE_INFINITY) <= Date.now())
  return isOver ? html`<span class="chip">${notComplete}</span>` : html`<span class="chip live">${todaySoFar}</span>`
}

export const dayRowStyles = css`
  .days,
  .scale {
    --columns: 2rem minmax(0, 13rem) minmax(0, 1fr) 10.75rem;
  }
  .days {
    padding: 0;
    list-style: none;
  }
  .days li {
    border-top: 1px solid var(--line);
  }
  .days li:not(.open) {
    content-visibility: auto;
    contain-intrinsic-size: auto 3.5rem;
  }
  /* What is told of a session reaches beyond its row. */
  .days li:is(:hover, :focus-within) {
    content-visibility: visible;
  }
  .row,
  .scale {
    display: grid;
    grid-template-columns: var(--columns);
    column-gap: 0.75rem;
  }
  .day {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
    grid-row: 1;
    align-content: center;
    align-items: baseline;
    width: 100%;
    min-height: 3.5rem;
    padding: 0.375rem 1.25rem 0.375rem 1rem;
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .row:hover > .day {
    background: var(--raised);
  }
  .day:focus-visible {
    outline-offset: -2px;
    border-radius: var(--radius);
  }
  .strips {
    display: grid;
    gap: 0.25rem;
    grid-column: 3;
    grid-row: 1;
    align-self: center;
    min-width: 0;
    padding-block: 0.5rem;
    /* The day is behind it, and has the pointer. */
    pointer-events: none;
  }
  .sessions {
    grid-column: 1 / -1;
    min-width: 0;
  }
  .date .chip {
    margin-inline-start: 0.375rem;
  }
  .first-letter {
    display: inline-block;
  }
  .date .narrow {
    display: none;
  }
  .first-letter::first-letter {
    text-transform: uppercase;
  }
  .chevron {
    align-self: center;
    width: 1rem;
    height: 1rem;
    fill: none;
    stroke: var(--muted);
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
    transition: transform 0.15s;
  }
  :dir(rtl) > .chevron {
    scale: -1 1;
  }
  .open .chevron {
    transform: rotate(90deg);
  }
  .count {
    grid-column: 2;
    grid-row: 2;
    font-size: 0.8125rem;
    line-height: 1.3;
  }
  .total {
    grid-column: 4;
    text-align: end;
  }
  .day .total {
    grid-row: 1 / span 2;
    align-self: center;
    line-height: 1.35;
  }
  .total strong {
    font-weight: 600;
  }
  .week {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.75rem;
    padding: 0.375rem 1.25rem 0.375rem 1rem;
    background: var(--raised);
    font-size: 0.8125rem;
  }
  .week .dates {
    font-weight: 600;
  }
  .week .total {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 0 0.5rem;
    margin-inline-start: auto;
  }
  .missing {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    min-height: 2.5rem;
    padding: 0.5rem 1.25rem 0.5rem 1rem;
    font-size: 0.8125rem;
  }
  @media (max-width: 40rem) {
    .days,
    .scale {
      --columns: 1.75rem minmax(0, 1fr) fit-content(8.375rem);
    }
    .day {
      padding-inline: 0.75rem 0.875rem;
      padding-bottom: 0.25rem;
    }
    .total {
      grid-column: 3;
    }
    .week {
      padding-inline: 0.75rem 0.875rem;
    }
    .strips,
    .scale > * {
      grid-column: 1 / -1;
    }
    .strips {
      grid-row: 2;
      padding: 0 0.875rem 0.75rem 0.75rem;
    }
    .date .wide {
      display: none;
    }
    .date .narrow {
      display: inline-block;
    }
    .date .chip {
      margin-inline-start: 0;
    }
  }
`
