const dayMs = 86_400_000

/** The calendar date so many days later, `YYYY-MM-DD`; no time zone has a part in it. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)
}

/** How many days later `to` is. */
export function daysFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs
}
