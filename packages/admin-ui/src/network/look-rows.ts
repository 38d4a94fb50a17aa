import { css, html, nothing, type TemplateResult } from 'lit'
import type { Look } from '../api/answers.ts'
import { formatDates, formatMomentTime } from '../format/date-time.ts'
import { personName } from '../names/person-name.ts'
import type { View } from '../view.ts'
import { datesOfLooks, type LookGroup } from './look-groups.ts'

/** A line for looks that belong together, and one for each of them if it is open. */
export function lookRows({ looks }: LookGroup, isOpen: boolean, view: View, toggle: () => void): TemplateResult {
  const [newest] = looks
  if (looks.length === 1) return row(looks, 'line', whatOf(looks, view), view)
  const label = html`
    <button type="button" class="group printed" aria-expanded=${isOpen} @click=${toggle}>
      <svg class="chevron unprinted ${isOpen ? 'turned' : ''}" viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3.5 10.5 8 6 12.5" /></svg>
      ${view.words.lookCount(looks.length)}
    </button>
    ${datesNote(looks, view)}
  `
  return html`${row([newest, ...looks.slice(1)], 'line', label, view)}${isOpen ? looks.map((look) => row([look], 'single', whatOf([look], view), view)) : nothing}`
}

function row(looks: readonly [Look, ...Look[]], className: string, what: TemplateResult, view: View): TemplateResult {
  const { words, locale, viewerTimeZone } = view
  const [newest] = looks
  const oldest = looks.at(-1) ?? newest
  const time = ({ occurredAt }: Look) => formatMomentTime(Date.parse(occurredAt), locale, viewerTimeZone)
  return html`
    <tr part="row" class=${className} tabindex="-1">
      <td class="number">${oldest === newest || time(oldest) === time(newest) ? time(newest) : `${time(oldest)} – ${time(newest)}`}</td>
      <td>
        ${view.isOwn && newest.reader === view.reader ? words.lookYou : personName(newest.reader, view)}${newest.readerEscaped === null ? nothing : html`<span class="small muted escaped">${newest.readerEscaped}</span>`}
      </td>
      ${view.isOwn ? nothing : userCell(newest, view)}
      <td>${what}</td>
    </tr>
  `
}

const userCell = ({ userId }: Look, view: View) =>
  userId === null ? html`<td class="muted">${view.words.lookEveryone}</td>` : html`<td>${personName(userId, view)}</td>`

const whatOf = (looks: readonly [Look, ...Look[]], view: View) => html`${view.words.lookKinds[looks[0].kind]}${datesNote(looks, view)}`

function datesNote(looks: readonly Look[], { locale }: View): TemplateResult | typeof nothing {
  const dates = datesOfLooks(looks)
  return dates === undefined ? nothing : html`<span class="small muted dates" data-cell>${formatDates(dates.from, dates.to, locale)}</span>`
}

export const lookRowsStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: calc(0.625 * var(--activity-unit)) var(--activity-unit);
    text-align: var(--start);
    vertical-align: baseline;
    overflow-wrap: anywhere;
  }
  thead th {
    color: var(--muted);
    font-size: calc(0.8125 * var(--activity-unit));
    font-weight: 500;
  }
  tbody tr > * {
    border-top: 1px solid var(--line);
  }
  .single {
    background: var(--raised);
  }
  .dates,
  .escaped {
    display: block;
  }
  .group {
    padding: 0;
    border: 0;
    background: none;
    color: var(--accent);
    font-weight: 550;
    text-align: var(--start);
    cursor: pointer;
  }
  .chevron {
    width: calc(0.875 * var(--activity-unit));
    height: calc(0.875 * var(--activity-unit));
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    vertical-align: calc(-0.125 * var(--activity-unit));
  }
  .turned {
    transform: rotate(90deg);
  }
  @container (max-width: 40em) {
    table {
      table-layout: fixed;
    }
    th,
    td {
      padding-inline: calc(0.375 * var(--activity-unit));
      font-size: calc(0.8125 * var(--activity-unit));
    }
  }
`
