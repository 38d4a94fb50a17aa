import { css, html, nothing, type TemplateResult } from 'lit'
import type { Day } from '../api/answers.ts'
import { overlapNote } from '../elements/overlap-note.ts'
import { formatDay } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import { localDayOf } from '../format/local-day.ts'
import type { Words } from '../i18n/en.ts'
import type { View } from '../view.ts'

interface DayRow {
  readonly day: Day
  readonly currentYear: string
  readonly isOpen: boolean
  /** Whether some of the date is not on record. */
  readonly isPartly: boolean
  readonly user: string
  readonly view: View
  readonly toggle: () => void
  readonly focus: () => void
}

/** A day with its date and total, and its sessions if it is open. */
export function dayRow({ day, currentYear, isOpen, isPartly, user, view, toggle, focus }: DayRow): TemplateResult {
  const { words, locale } = view
  // The second click of a double click would close what the first one opened.
  const click = ({ detail }: MouseEvent) => {
    if (detail <= 1) toggle()
  }
  return html`
    <li class=${isOpen ? 'open' : ''} @activity-return=${focus}>
      <button type="button" class="day" data-date=${day.date} aria-expanded=${isOpen} aria-controls="day-${day.date}" @click=${click}>
        <svg class="chevron" viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3.5 10.5 8 6 12.5" /></svg>
        <span class="date"><span class="first-letter wide">${formatDay(day.date, locale, currentYear, 'long')}</span
          ><span class="first-letter narrow">${formatDay(day.date, locale, currentYear, 'short')}</span>${day.provisional ? html` ${chip(day, words)}` : nothing}${isPartly ? html` <span class="chip">${words.partlyRecorded}</span>` : nothing}</span>
        <span class="count muted number">${words.sessionCount(day.sessionCount)}</span>
        <span class="total number"><strong>${formatDuration(day.durationMs, locale)}</strong>${overlapNote(day, view)}</span>
      </button>
      <div id="day-${day.date}" ?hidden=${!isOpen}>
        ${isOpen ? html`<activity-day-sessions .view=${view} .user=${user} .day=${day}></activity-day-sessions>` : nothing}
      </div>
    </li>
  `
}

/** "So far" today. Once the day is over, "not complete", because the data was read before its end. */
function chip({ date, timeZones }: Day, { todaySoFar, notComplete }: Words): TemplateResult {
  const isOver = timeZones.every((timeZone) => (localDayOf(date, timeZone)?.endsAt ?? Number.POSITIVE_INFINITY) <= Date.now())
  return isOver ? html`<span class="chip">${notComplete}</span>` : html`<span class="chip live">${todaySoFar}</span>`
}

export const dayRowStyles = css`
  .days li + li {
    border-top: 1px solid var(--line);
  }
  .days li:not(.open) {
    content-visibility: auto;
    contain-intrinsic-size: auto 3.25rem;
  }
  .day {
    display: grid;
    grid-template-columns: 1rem 1fr auto 12rem;
    align-items: center;
    gap: 0.25rem 0.75rem;
    width: 100%;
    min-height: 3.25rem;
    padding: 0.625rem 1.25rem 0.625rem 1rem;
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .day:hover {
    background: var(--raised);
  }
  .day:focus-visible {
    outline-offset: -2px;
    border-radius: var(--radius);
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
  .total {
    text-align: end;
  }
  .total strong {
    font-weight: 600;
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
  .count {
    font-size: 0.8125rem;
    text-align: end;
  }
  @media (max-width: 40rem) {
    .day {
      grid-template-columns: 1rem 1fr fit-content(7.5rem);
      padding-inline: 0.75rem 0.875rem;
    }
    .date .wide {
      display: none;
    }
    .date .narrow {
      display: inline-block;
    }
    .count {
      grid-column: 2;
      grid-row: 2;
      text-align: start;
    }
    .total {
      grid-column: 3;
      grid-row: 1 / span 2;
    }
    .date .chip {
      margin-inline-start: 0;
    }
  }
`
