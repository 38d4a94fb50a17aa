const minuteMs = 60_000

/** Hours and minutes, begun minutes left out: `6 hr 22 min`, `6 uur 22 min`. */
export function formatDuration(ms: number, locale: string): string {
  const minutes = Math.floor(ms / minuteMs)
  if (minutes === 0) return `< ${unit(1, 'minute', locale)}`
  const hours = Math.floor(minutes / 60)
  const parts = [hours > 0 ? unit(hours, 'hour', locale) : '', minutes % 60 > 0 ? unit(minutes % 60, 'minute', locale) : '']
  return parts.filter((part) => part !== '').join(' ')
}

/** Whole hours in as little room as can be, for the scale of a chart: `4h`, `4 u`. */
export function formatHours(hours: number, locale: string): string {
  return cached(`${locale} hours`, () => new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour', unitDisplay: 'narrow' })).format(hours)
}

function unit(count: number, name: 'hour' | 'minute', locale: string): string {
  return cached(`${locale} ${name}`, () => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' })).format(count)
}

const formats = new Map<string, Intl.NumberFormat>()

function cached(key: string, make: () => Intl.NumberFormat): Intl.NumberFormat {
  const format = formats.get(key) ?? make()
  formats.set(key, format)
  return format
}
