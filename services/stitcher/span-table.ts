import { type Device, devices } from '@stitchlog/contracts'
import { type LocalDay, localDayAt, type Point, type Span, type TimeZone } from '@stitchlog/timeline'
import type { Users } from './users.ts'

/** A row has three instants, then six whole numbers in the place of three more. */
const instantsPerRow = 6
const wholesPerRow = 12
const startedAtPlace = 0
const endedAtPlace = 1
const periodStartPlace = 2
const timeoutPlace = 6
const devicePlace = 7
const zonePlace = 8
const userPlace = 9
const nextPlace = 10
const unflushedPlace = 11

const firstRows = 1024

/**
 * Spans as rows of numbers outside of the heap: 56 bytes each, and nothing for a garbage collection to look at. The spans of a user are a list, the
 * latest first. The table itself looks like the span in its row `at`.
 */
export class SpanTable implements Span {
  /** The row that is looked at. */
  at = 0
  readonly #users: Users
  #instants = new Float64Array(instantsPerRow * firstRows)
  #wholes = new Int32Array(this.#instants.buffer)
  #days: LocalDay[] = []
  /** Of all zones ever; there are a few thousand. */
  readonly #zones: TimeZone[] = []
  readonly #zoneNumbers = new Map<TimeZone, number>()

  constructor(users: Users) {
    this.#users = users
  }

  get networkId(): string {
    return this.#users.networkIdOf(this.user)
  }

  get userId(): string {
    return this.#users.userIdOf(this.user)
  }

  get device(): Device {
    return devices[this.#whole(devicePlace)] ?? devices[0]
  }

  get zone(): TimeZone {
    const zone = this.#zones[this.#whole(zonePlace)]
    if (zone === undefined) throw new Error('a span without a zone')
    return zone
  }

  get day(): LocalDay {
    const day = this.#days[this.at]
    if (day === undefined) throw new Error('a span without a day')
    return day
  }

  get periodStart(): number {
    return this.#instant(periodStartPlace)
  }

  get timeoutMs(): number {
    return this.#whole(timeoutPlace)
  }

  get startedAt(): number {
    return this.#instant(startedAtPlace)
  }

  set startedAt(instant: number) {
    this.#instants[this.at * instantsPerRow + startedAtPlace] = instant
  }

  get endedAt(): number {
    return this.#instant(endedAtPlace)
  }

  set endedAt(instant: number) {
    this.#instants[this.at * instantsPerRow + endedAtPlace] = instant
  }

  get user(): number {
    return this.#whole(userPlace)
  }

  /** The row of the user's span before this one, or `noRow`. */
  get next(): number {
    return this.#whole(nextPlace)
  }

  set next(row: number) {
    this.#setWhole(nextPlace, row)
  }

  get isUnflushed(): boolean {
    return this.#whole(unflushedPlace) === 1
  }

  set isUnflushed(is: boolean) {
    this.#setWhole(unflushedPlace, is ? 1 : 0)
  }

  /** How many rows there are. */
  get count(): number {
    return this.#days.length
  }

  /** Adds a row, to be filled by `set`, and looks at it. */
  add(): void {
    this.at = this.#days.length
    if (this.at * instantsPerRow >= this.#instants.length) {
      // What was there before is given back at once, not when the garbage collection comes to it.
      this.#instants = new Float64Array(this.#instants.buffer.transfer(2 * this.#instants.byteLength))
      this.#wholes = new Int32Array(this.#instants.buffer)
    }
    this.isUnflushed = false
  }

  /** Makes the row the span of one point. */
  set({ device, zone, periodStart, timeoutMs, at }: Point, user: number, next: number): void {
    this.startedAt = at
    this.endedAt = at
    this.#instants[this.at * instantsPerRow + periodStartPlace] = periodStart
    this.#setWhole(timeoutPlace, timeoutMs)
    this.#setWhole(devicePlace, devices.indexOf(device))
    this.#setWhole(zonePlace, this.#zoneNumber(zone))
    this.#setWhole(userPlace, user)
    this.next = next
    this.#days[this.at] = localDayAt(zone, at)
  }

  /** The span by itself. */
  copy(): Span {
    const { networkId, userId, device, zone, periodStart, timeoutMs, day, startedAt, endedAt } = this
    return { networkId, userId, device, zone, periodStart, timeoutMs, day, startedAt, endedAt }
  }

  /** Moves the row that is looked at to another place, and looks at it there, where it is a span of this user. */
  move(row: number, user: number, next: number): void {
    const [from, to] = [this.at, row]
    this.#instants.copyWithin(to * instantsPerRow, from * instantsPerRow, (from + 1) * instantsPerRow)
    this.#days[to] = this.day
    this.at = to
    this.#setWhole(userPlace, user)
    this.next = next
  }

  /** Forgets all rows from this one on. */
  cut(count: number): void {
    this.#days.length = count
  }

  #instant(place: number): number {
    return this.#instants[this.at * instantsPerRow + place] ?? 0
  }

  #whole(place: number): number {
    return this.#wholes[this.at * wholesPerRow + place] ?? 0
  }

  #setWhole(place: number, whole: number): void {
    this.#wholes[this.at * wholesPerRow + place] = whole
  }

  #zoneNumber(zone: TimeZone): number {
    let number = this.#zoneNumbers.get(zone)
    if (number === undefined) {
      number = this.#zones.push(zone) - 1
      this.#zoneNumbers.set(zone, number)
    }
    return number
  }
}
