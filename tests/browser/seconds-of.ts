const units = ['hour', 'minute', 'second'] as const

/** A duration as people of a locale read it, such as `7 hr 26 min 31 sec`, in seconds. Of several in one text the first. */
export function secondsOf(text: string, locale: string): number {
  const counts = units.map((unit) => {
    const word = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(2).replace('2', '').trim()
    return Number(new RegExp(`(\\d+)\\s*${word.replace(/s$/, '')}`).exec(text)?.[1] ?? 0)
  })
  return counts.reduce((total, count) => total * 60 + count, 0)
}
