import type { Day } from '../api/answers.ts'
import { localDayOf } from '../format/local-day.ts'
import { pause } from '../pause.ts'

/** How many are found at once. */
const daysPerPiece = 20

/** Finds local days piece by piece, so that hundreds of them do not block the page; from then on they are known. */
export async function findLocalDays(days: readonly Day[]): Promise<void> {
  for (const [nth, { date, timeZones }] of days.entries()) {
    if (nth % daysPerPiece === 0) await pause()
    for (const timeZone of timeZones) localDayOf(date, timeZone)
  }
}
