import { html, nothing, type TemplateResult } from 'lit'
import type { Day } from '../api/answers.ts'
import { logicalKey } from '../elements/logical-key.ts'
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
    const isInto = event.currentTarget instanceof Element && logicalKey(event, event.currentTarget) === 'ArrowRight'
    const [strip] = isInto ? stripsOf(event) : []
    if (strip === undefined) return
    event.preventDefault()
    void strip.enter(0)
  }
  return html`
    <li part="day" class="row ${isOpen ? 'open' : ''}" @activity-return=${focus}>
      <button type="button" class="day printed" data-date=${day.date} aria-expanded=${isOpen} aria-controls="day-${day.date}" @click=${click} @keydown=${onKey} @pointermove=${point} @pointerdown=${point} @pointerleave=${leave}>
        <svg class="chevron unprinted" viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3.5 10.5 8 6 12.5" /></svg>
        <span class="date" data-cell><span class="first-letter wide">${formatDay(day.date, locale, currentYear, 'long')}</span
          ><span class="first-letter narrow">${formatDay(day.date, locale, currentYear, 'short')}</span>${day.provisional ? chip(day, words) : nothing}${isPartly ? html`<span part="chip" class="chip">${words.partlyRecorded}</span>` : nothing}</span>
        <span class="count muted number" data-cell>${words.sessionCount(day.sessionCount)}</span>
        <span class="total number"><strong data-cell>${formatDuration(day.durationMs, locale)}</strong>${overlapNote(day, view)}</span>
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
  return isOver ? html`<span part="chip" class="chip">${notComplete}</span>` : html`<span part="chip" class="chip live">${todaySoFar}</span>`
}
