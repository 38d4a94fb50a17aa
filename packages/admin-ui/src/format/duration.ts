/** Hours, minutes and seconds, without zero units: `6 hr 22 min`, `30 min 31 sec`, `0 sec`. Nothing is rounded, so that totals add up. */
export function formatDuration(ms: number, locale: string): string {
  const seconds = Math.floor(ms / 1000)
  const counts = [
    { count: Math.floor(seconds / 3600), name: 'hour' },
    { count: Math.floor(seconds / 60) % 60, name: 'minute' },
    { count: seconds % 60, name: 'second' },
  ] as const
  const parts = counts.filter(({ count, name }) => count > 0 || (seconds === 0 && name === 'second'))
  // A number stays with its unit where a line ends.
  return parts.map(({ count, name }) => unitFormat(name, 'short', locale).format(count).replaceAll(' ', '\u00a0')).join(' ')
}

/** Whole hours in the shortest form, for the scale of a chart: `4h`, `4 u`. */
export const formatHours = (hours: number, locale: string): string => unitFormat('hour', 'narrow', locale).format(hours)

const formats = new Map<string, Intl.NumberFormat>()

function unitFormat(unit: 'hour' | 'minute' | 'second', unitDisplay: 'short' | 'narrow', locale: string): Intl.NumberFormat {
  const key = `${locale} ${unit} ${unitDisplay}`
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay })
  formats.set(key, format)
  return format
}
