import { formatClock, formatShortDate, hasSeconds, offsetOf } from '../format/date-time.ts'
import { formatDuration } from '../format/duration.ts'
import type { View } from '../view.ts'
import type { StripSession, ZoneSessions } from './timeline.ts'

/** What a session of a strip is: `Web · 08:56 – 12:26 · 3 hr 30 min`, and all of it where midnight cuts it. */
export function sessionText({ device, startedAt, endedAt, whole }: StripSession, zone: ZoneSessions, { words, locale }: View): string {
  const withSeconds = zone.sessions.some((each) => hasSeconds(each.startedAt) || hasSeconds(each.endedAt))
  const withOffset = zone.localDay?.clockChange !== undefined
  const clock = (instant: string) => formatClock(instant, locale, withSeconds) + (withOffset ? ` ${offsetOf(instant)}` : '')
  const moment = (instant: string) => `${formatShortDate(instant.slice(0, 10), locale)}, ${clock(instant)}`
  const isToMidnight = endedAt.slice(11, 19) === '00:00:00' && endedAt.slice(0, 10) !== startedAt.slice(0, 10)
  const length = formatDuration(Date.parse(endedAt) - Date.parse(startedAt), locale)
  const text = `${words.device[device]} · ${clock(startedAt)} – ${isToMidnight ? words.midnight : clock(endedAt)} · ${length}`
  if (whole === undefined) return text
  return `${text} · ${words.inAll(formatDuration(whole.durationMs, locale))}: ${moment(whole.startedAt)} – ${moment(whole.endedAt)}`
}

/** What a strip shows at a glance: how many sessions, from when until when. */
export function stripSummary({ sessions }: ZoneSessions, { words, locale }: View): string {
  const first = sessions[0]
  const last = sessions.toSorted((a, b) => Date.parse(a.endedAt) - Date.parse(b.endedAt)).at(-1)
  const times = first === undefined || last === undefined ? '' : `${formatClock(first.startedAt, locale)} – ${formatClock(last.endedAt, locale)}`
  return words.strip(words.sessionCount(sessions.length), times)
}
