import { viewerOffset } from './viewer-offset.ts'

// Instants are ISO 8601 with the user's offset. So the first 16 characters are the user's clock time, even if the browser does not know the zone.

const formats = new Map<string, Intl.DateTimeFormat>()

/** A cached format. */
export function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options])
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formats.set(key, format)
  return format
}

/** The user's clock at an instant: `09:00`, or with its seconds `09:00:00`. */
export function formatClock(instant: string, locale: string, withSeconds = false): string {
  return formatOf(locale, { timeStyle: withSeconds ? 'medium' : 'short', timeZone: 'UTC' }).format(new Date(`${instant.slice(0, 19)}Z`))
}

/** Whether an instant is not on a full minute. */
export const hasSeconds = (instant: string) => instant.slice(17, 19) !== '00'

/** An hour on a clock, for the scale of a day: `06`, `6 AM`; the day's end is 24 where clocks count to it. */
export function formatHour(hour: number, locale: string): string {
  const format = formatOf(locale, { hour: 'numeric', timeZone: 'UTC' })
  if (hour === 24 && format.resolvedOptions().hour12 !== true) return '24'
  return format.format(new Date(hour * 3_600_000))
}

/** `+01:00` */
export const offsetOf = (instant: string) => instant.slice(23)

/** `Wednesday 25 November`, with the year if it differs from the given one. */
export function formatDay(date: string, locale: string, currentYear: string, month: 'long' | 'short'): string {
  const year = date.startsWith(currentYear) ? {} : ({ year: 'numeric' } as const)
  return formatOf(locale, { weekday: 'long', day: 'numeric', month, ...year, timeZone: 'UTC' }).format(new Date(date))
}

/** `12 – 25 November 2026` */
export function formatDates(from: string, to: string, locale: string): string {
  return formatOf(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).formatRange(new Date(from), new Date(to))
}

/** `25 Nov`, for the axis of a chart. */
export function formatShortDate(date: string, locale: string): string {
  return formatOf(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(date))
}

/** `Nov 2026`, for the axis of a chart of years. */
export function formatMonth(date: string, locale: string): string {
  return formatOf(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(date))
}

/** `Wed 25 Nov` for narrow places, with the year if it differs from the given one. */
export function formatShortDay(date: string, locale: string, currentYear: string): string {
  const year = date.startsWith(currentYear) ? {} : ({ year: 'numeric' } as const)
  return formatOf(locale, { weekday: 'short', day: 'numeric', month: 'short', ...year, timeZone: 'UTC' }).format(new Date(date))
}

/** Date and time of an instant in the viewer's zone. */
export function formatMoment(instant: string, locale: string, timeZone: string | undefined): string {
  const at = new Date(instant)
  return formatOf(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at) + viewerOffset(at, timeZone)
}

/** `8:03 AM` on a 12-hour clock, `08:03` on a 24-hour clock. */
function hourOf(locale: string): '2-digit' | 'numeric' {
  return formatOf(locale, { hour: 'numeric', timeZone: 'UTC' }).resolvedOptions().hour12 === true ? 'numeric' : '2-digit'
}

/** The time of an instant in the viewer's zone, with the date if it is not today: `14:05`. */
export function formatMomentTime(instant: number, locale: string, timeZone: string | undefined): string {
  const at = new Date(instant)
  const isToday = calendarDate(at, timeZone) === calendarDate(new Date(), timeZone)
  const date = isToday ? {} : ({ day: 'numeric', month: 'short' } as const)
  return formatOf(locale, { ...date, hour: hourOf(locale), minute: '2-digit', timeZone }).format(at) + viewerOffset(at, timeZone)
}

/** The date of an instant in the viewer's zone. */
export function formatMomentDate(instant: string | number, locale: string, timeZone: string | undefined): string {
  return formatOf(locale, { dateStyle: 'long', timeZone }).format(new Date(instant))
}

/**
 * Both times in the viewer's zone, with dates if they differ from the given one: `03:00 – 05:20`. On a clock change both times have their offsets,
 * which a formatted range cannot have: `02:40 +02:00 – 02:10 +01:00`.
 */
export function formatForViewer(
  { startedAt, endedAt }: { startedAt: string; endedAt: string },
  date: string,
  withSeconds: boolean,
  view: ViewerClock,
): string {
  const { locale, viewerTimeZone: timeZone } = view
  const [start, end] = [new Date(startedAt), new Date(endedAt)]
  const isOtherDate = [start, end].some((instant) => calendarDate(instant, timeZone) !== date)
  const day = isOtherDate ? ({ weekday: 'short', day: 'numeric', month: 'short' } as const) : {}
  const second = withSeconds ? ({ second: '2-digit' } as const) : {}
  const format = formatOf(locale, { ...day, hour: hourOf(locale), minute: '2-digit', ...second, timeZone })
  const [startOffset, endOffset] = [viewerOffset(start, timeZone), viewerOffset(end, timeZone)]
  if (startOffset === '' && endOffset === '') return format.formatRange(start, end)
  // If one time is on another date, the clock may not change on that date.
  return `${format.format(start)}${startOffset} – ${format.format(end)}${endOffset}`
}

interface ViewerClock {
  readonly locale: string
  readonly viewerTimeZone: string | undefined
}

/** YYYY-MM-DD in a time zone. */
export function calendarDate(instant: Date, timeZone: string | undefined): string {
  return formatOf('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(instant)
}

/** The same; empty if the browser does not know the zone. */
export function calendarDateOrNone(instant: Date, timeZone: string | undefined): string {
  try {
    return calendarDate(instant, timeZone)
  } catch {
    return ''
  }
}

/** A zone's name for people: the place in it, or the whole name. */
export const placeOf = (timeZone: string) => timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' ')

/** The date this many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The number of dates from one to another, both inclusive. */
export const countDates = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
