import { calendarDate, formatOf } from './date-time.ts'
import { clocksChangeOn } from './local-day.ts'

/**
 * The suffix that makes a time in the viewer's zone unambiguous: ` +02:00` on a day of a clock change, or if the viewer's zone is unknown;
 * otherwise empty.
 */
export function viewerOffset(instant: Date, timeZone: string | undefined): string {
  if (timeZone !== undefined && !changesOn(calendarDate(instant, timeZone), timeZone)) return ''
  const name = formatOf('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName')?.value
  return ` ${name?.slice('GMT'.length) || '+00:00'}`
}

const known = new Map<string, boolean>()

function changesOn(date: string, timeZone: string): boolean {
  const key = `${date} ${timeZone}`
  const changes = known.get(key) ?? clocksChangeOn(date, timeZone)
  known.set(key, changes)
  return changes
}
