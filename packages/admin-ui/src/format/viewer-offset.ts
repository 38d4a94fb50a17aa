import { calendarDate, formatOf } from './date-time.ts'
import { clocksChangeOn } from './local-day.ts'

/**
 * What a time on the viewer's clock must say besides, so that it means one instant: ` +02:00` on a day on which that clock changes, and where nobody
 * knows which clock it is; nothing on others.
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
