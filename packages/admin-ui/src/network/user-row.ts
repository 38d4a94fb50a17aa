import { html, type TemplateResult } from 'lit'
import type { UserSummary } from '../api/answers.ts'
import { overlapNote } from '../elements/overlap-note.ts'
import { formatDuration } from '../format/duration.ts'
import { classOfId } from '../format/long-id.ts'
import type { View } from '../view.ts'
import { lastActiveCell } from './last-active-cell.ts'

/** A user in the list: a link to the user's page, and totals. */
export function userRow(user: UserSummary, address: string, view: View, open: (event: MouseEvent) => void): TemplateResult {
  const { userId, activeDays, sessionCount, lastActiveAt } = user
  const { locale, words } = view
  return html`
    <tr part="row" @click=${open}>
      <th scope="row">
        <a href=${address} class=${classOfId(userId)}><bdi>${userId}</bdi></a>
        <span class="narrow small muted">${words.activeDayCount(activeDays)}<br />${words.sessionCount(sessionCount)}</span>
      </th>
      <td class="wide number">${activeDays.toLocaleString(locale)}</td>
      <td class="wide number">${sessionCount.toLocaleString(locale)}</td>
      <td class="total number">${formatDuration(user.durationMs, locale)}${overlapNote(user, view)}</td>
      ${lastActiveAt === null ? html`<td></td>` : lastActiveCell(lastActiveAt, view)}
    </tr>
  `
}
