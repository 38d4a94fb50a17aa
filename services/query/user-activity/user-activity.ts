import { type DateRange, forLongReads, readLatestTimeZone, readSessionPage, readSessionParts, type SessionPlace, type Store } from '@stitchlog/store'
import { clipToRetention, localDayAt, type SessionPart } from '@stitchlog/timeline'
import { addDays } from '../requests/calendar-date.ts'
import { datePages } from '../requests/date-range.ts'

const dayMs = 86_400_000

/** Most users with any activity were active within this time. */
const recentMs = 20 * dayMs

/** One user's activity, limited to what may be shown at an instant. */
export class UserActivity {
  readonly #store: Store
  readonly #user: { readonly networkId: string; readonly userId: string }
  readonly #now: number
  readonly #cutoff: number

  constructor(store: Store, user: { readonly networkId: string; readonly userId: string }, now: number, cutoff: number) {
    this.#store = store
    this.#user = user
    this.#now = now
    this.#cutoff = cutoff
  }

  /**
   * The last date that can have activity: today in the zone of the latest point that may be shown (in UTC if there is none), or the
   * last date with activity if that is later, because it began in a zone further east.
   */
  async lastDate(): Promise<string> {
    const { networkId, userId } = this.#user
    const latest = await readLatestTimeZone(this.#store, networkId, userId, utcDate(this.#now - recentMs), this.#cutoff)
    if (latest === undefined) return utcDate(this.#now)
    return [localDayAt(latest.zone, this.#now).date, latest.lastDate].sort()[1] ?? latest.lastDate
  }

  /** Session parts by date and start, oldest first. */
  parts(range: DateRange): Promise<SessionPart[]> {
    return this.#partsFrom(this.#store, range)
  }

  /**
   * Some of a date's session parts, by start.
   *
   * @param after the last part of the page before
   * @returns also the place of the last of them if more follow
   */
  async page(date: string, after: SessionPlace | undefined, limit: number): Promise<{ readonly parts: SessionPart[]; readonly last?: SessionPlace }> {
    const found = await readSessionPage(this.#store, { ...this.#user, date, cutoff: this.#cutoff, after, limit: limit + 1 })
    const parts = clipToRetention(found.slice(0, limit), this.#cutoff)
    const last = found.length > limit ? found[limit - 1] : undefined
    return { parts, ...(last && { last: { startedAt: last.startedAt, device: last.device, timeZone: last.zone.name } }) }
  }

  /** All session parts in arrays of this many dates. Each is read when it is requested, so that memory does not grow with the range. */
  async *pages(range: DateRange, datesPerPage: number): AsyncGenerator<SessionPart[]> {
    const pages = [...datePages(range, datesPerPage)]
    const store = pages.length === 1 ? this.#store : forLongReads(this.#store)
    for (const page of pages) yield await this.#partsFrom(store, page)
  }

  /**
   * The same for a file that is read slowly. The dates that can still get activity are read at once, so the file ends with the activity of the moment
   * at which it began.
   */
  async *pagesAsOfNow({ from, to }: DateRange, datesPerPage: number): AsyncGenerator<SessionPart[]> {
    // No clock is more than a day behind UTC.
    const today = addDays(utcDate(this.#now), -1)
    const recent = to < today ? [] : await this.parts({ from: from < today ? today : from, to })
    if (from < today) yield* this.pages({ from, to: to < today ? to : addDays(today, -1) }, datesPerPage)
    if (recent.length > 0) yield recent
  }

  async #partsFrom(store: Store, range: DateRange): Promise<SessionPart[]> {
    return clipToRetention(await readSessionParts(store, this.#user.networkId, this.#user.userId, range), this.#cutoff)
  }
}

const utcDate = (instant: number) => new Date(instant).toISOString().slice(0, 10)
