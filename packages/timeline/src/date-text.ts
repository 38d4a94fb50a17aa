const dayMs = 86_400_000

/** Of those that were used lately. */
const maxTexts = 10_000

const texts = new Map<number, string>()

/** A date as `YYYY-MM-DD`, from its number of days since 1970-01-01. Many instants share a date, so texts are kept. */
export function dateTextOf(dayNumber: number): string {
  let text = texts.get(dayNumber)
  if (text === undefined) {
    if (texts.size >= maxTexts) texts.clear()
    const instant = new Date(dayNumber * dayMs).toISOString()
    text = instant.slice(0, instant.indexOf('T'))
    texts.set(dayNumber, text)
  }
  return text
}
