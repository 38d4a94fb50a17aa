import { type ActivityEvent, type Device, type RefusalReason, refusalReasons } from '@stitchlog/contracts'
import { HttpProblem } from '@stitchlog/http-kit'
import { RecentlyUsed } from '@stitchlog/service-kit'
import { Counter, type Registry } from 'prom-client'
import type { JudgedRecord } from './judge-events.ts'
import { SessionIslands } from './session-islands.ts'
import type { UserLimitSettings } from './user-limit-variables.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** Users whose rates are known. Whoever is forgotten has all of the rate again. */
const maxRates = 20_000

/** Sessions and dates that are known, of all users. A date that is forgotten counts anew. */
const maxDateWeight = 50_000

/** What a user may still send: it fills up in a minute. */
interface Allowance {
  events: number
  /** By the monotonic clock. */
  at: number
}

/** What was taken of one user on one date. */
interface DateUse {
  points: number
  sessions: number
  readonly zones: Map<string, Map<Device, SessionIslands>>
}

interface Refused {
  readonly index: number
  readonly reason: RefusalReason
  readonly detail: string
}

export interface Taken {
  readonly records: readonly JudgedRecord[]
  readonly refused: Refused[]
  /** For records that could not be published, and will come again. */
  giveBack(): void
}

/**
 * Bounds what one user can make the others pay for: events in a minute, and time zones, sessions and events of a date. Dates are those in UTC, since the
 * zone of an event is what may be made up. Counts are kept by each process, in bounded memory, and begin anew with it. What they know of time zones and
 * sessions does not depend on how often an event is sent.
 */
export class UserLimits {
  readonly #settings: UserLimitSettings
  readonly #uptimeMs: () => number
  readonly #allowances: RecentlyUsed<Allowance>
  readonly #dates = new RecentlyUsed<DateUse>(
    maxDateWeight,
    () => ({ points: 0, sessions: 0, zones: new Map() }),
    ({ sessions }) => 1 + sessions,
  )
  readonly #refusals: Counter<'reason'>

  /** @param uptimeMs a clock that nobody sets, in milliseconds */
  constructor(settings: UserLimitSettings, metrics: Registry, uptimeMs: () => number = () => performance.now()) {
    this.#settings = settings
    this.#uptimeMs = uptimeMs
    this.#allowances = new RecentlyUsed<Allowance>(maxRates, () => ({ events: settings.eventsPerMinute, at: uptimeMs() }))
    this.#refusals = new Counter({
      name: 'stitchlog_ingest_events_refused_total',
      help: 'Events over HTTP that were refused because of how much there is of their user: too many a minute (rate), or on a date.',
      labelNames: ['reason'],
      registers: [metrics],
    })
    for (const reason of ['rate', ...refusalReasons]) this.#refusals.inc({ reason }, 0)
  }

  /**
   * Takes records that are about to be published, but for those beyond the bounds of their user and date.
   *
   * @throws HttpProblem `too-many-requests` for the request as a whole, of which nothing is taken
   */
  take(records: readonly JudgedRecord[]): Taken {
    const refund = this.#takeRate(records)
    const taken: JudgedRecord[] = []
    const refused: Refused[] = []
    const uses: DateUse[] = []
    for (const record of records) {
      const use = this.#dates.of(dateKeyOf(record.event))
      const reason = this.#takeOfDate(record, use)
      if (reason === undefined) {
        taken.push(record)
        uses.push(use)
      } else {
        refused.push({ index: record.index, reason, detail: this.#detailOf(reason, record.event) })
        this.#refusals.inc({ reason })
      }
    }
    return {
      records: taken,
      refused,
      giveBack() {
        refund()
        // Time zones and sessions stay: the same events count for nothing when they come again.
        for (const use of uses) use.points--
      },
    }
  }

  /** @returns gives it back */
  #takeRate(records: readonly JudgedRecord[]): () => void {
    const { eventsPerMinute } = this.#settings
    if (eventsPerMinute === 0) return () => {}
    const now = this.#uptimeMs()
    const wanted = [...Map.groupBy(records, ({ event }) => userKeyOf(event))].map(([user, ofUser]) => ({
      ofUser,
      allowance: this.#allowances.of(user),
    }))
    for (const { ofUser, allowance } of wanted) {
      allowance.events = Math.min(eventsPerMinute, allowance.events + ((now - allowance.at) / minuteMs) * eventsPerMinute)
      allowance.at = now
      if (allowance.events >= ofUser.length) continue
      this.#refusals.inc({ reason: 'rate' }, ofUser.length)
      const seconds = Math.ceil(((ofUser.length - allowance.events) / eventsPerMinute) * 60)
      const detail = `at most ${eventsPerMinute} events of one user a minute, as of events[${ofUser[0]?.index}]; none of this request was taken`
      throw new HttpProblem('too-many-requests', detail, { 'retry-after': String(Math.max(1, seconds)) })
    }
    for (const { ofUser, allowance } of wanted) allowance.events -= ofUser.length
    return () => {
      for (const { ofUser, allowance } of wanted) allowance.events += ofUser.length
    }
  }

  /** @returns why it is not taken */
  #takeOfDate({ event, timeoutMs }: JudgedRecord, use: DateUse): RefusalReason | undefined {
    const { zonesPerDate, sessionsPerDate, pointsPerDate } = this.#settings
    if (pointsPerDate !== 0 && use.points >= pointsPerDate) return 'too-many-points'
    const { timeZone, device, occurredAt } = event
    let zone = use.zones.get(timeZone)
    if (zone === undefined && zonesPerDate !== 0 && use.zones.size >= zonesPerDate) return 'too-many-zones'
    let islands = zone?.get(device)
    if (sessionsPerDate !== 0 && use.sessions >= sessionsPerDate && (islands === undefined || islands.begins(occurredAt, timeoutMs)))
      return 'too-many-sessions'
    zone ??= new Map()
    islands ??= new SessionIslands()
    use.zones.set(timeZone, zone.set(device, islands))
    const more = islands.add(occurredAt, timeoutMs)
    use.sessions += more
    use.points++
    this.#dates.grow(more)
    return undefined
  }

  #detailOf(reason: RefusalReason, { occurredAt }: ActivityEvent): string {
    const { zonesPerDate, sessionsPerDate, pointsPerDate } = this.#settings
    const date = new Date(occurredAt).toISOString().slice(0, 10)
    const most = {
      'too-many-zones': `${zonesPerDate} time zones`,
      'too-many-sessions': `${sessionsPerDate} sessions`,
      'too-many-points': `${pointsPerDate} events`,
    }
    return `more than ${most[reason]} of this user on ${date} (UTC)`
  }
}

// Ids contain no control characters, so these keys are unambiguous.
const userKeyOf = ({ networkId, userId }: ActivityEvent) => `${networkId}\n${userId}`
const dateKeyOf = (event: ActivityEvent) => `${userKeyOf(event)}\n${Math.floor(event.occurredAt / dayMs)}`
