import { html, type TemplateResult } from 'lit'
import type { UserSummary } from '../api/answers.ts'
import { overlapNote } from '../elements/overlap-note.ts'
import { formatDuration } from '../format/duration.ts'
import { personName } from '../names/person-name.ts'
import type { View } from '../view.ts'
import { lastActiveCell } from './last-active-cell.ts'

interface RowOptions {
  readonly address: string
  readonly open: (event: MouseEvent) => void
  /** Names, in small letters, that somebody else in the list has too. */
  readonly twice: ReadonlySet<string>
}

/** A user in the list: a link to the user's page, and totals. */
export function userRow(user: UserSummary, { address, open, twice }: RowOptions, view: View): TemplateResult {
  const { userId, activeDays, sessionCount, lastActiveAt } = user
  const { locale, words } = view
  const { name, email = '' } = view.names.of(userId)
  return html`
    <tr part="row" @click=${open}>
      <th scope="row">
        <a href=${address} data-user=${userId}>${personName(userId, view, twice.has(name.toLowerCase()) ? email : '')}</a>
        <span class="narrow small muted">${words.activeDayCount(activeDays)}<br />${words.sessionCount(sessionCount)}</span>
      </th>
      <td class="wide number">${activeDays.toLocaleString(locale)}</td>
      <td class="wide number">${sessionCount.toLocaleString(locale)}</td>
      <td class="total number">${formatDuration(user.durationMs, locale)}${overlapNote(user, view)}</td>
      ${lastActiveAt === null ? html`<td class="muted">${words.notActive}</td>` : lastActiveCell(lastActiveAt, view)}
    </tr>
  `
}
