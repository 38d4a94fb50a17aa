import { type Device, devices, lastInstant, maxEventBytes } from '@stitchlog/contracts'
import { findTimeZone, type ReceivedEvent, type TimeZone } from '@stitchlog/timeline'
import { type ByBytes, BytesTable, emptyHash, mixed } from './bytes-table.ts'
import type { User, Users } from './users.ts'

/** An event whose user is known by more than ids. */
export interface UserEvent extends ReceivedEvent {
  readonly user: User
  /** Whether it says itself when it was received, as ingest has it say: then ingest has judged it. */
  readonly wasAccepted: boolean
}

interface ZoneText extends ByBytes {
  readonly zone: TimeZone
}

/** Where a text lies, without its quotes. */
interface TextPlace {
  hash: number
  from: number
  until: number
}

const maxZones = 10_000

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const zero = 0x30
const nine = 0x39
const firstPrintable = 0x20

/** The members that an event may have, each with the bit that says that it has it. */
const members = ['networkId', 'userId', 'device', 'timeZone', 'occurredAt', 'receivedAt'].map((name, n) => ({
  bit: 1 << n,
  quoted: Buffer.from(`"${name}"`),
}))
const [networkIdBit = 0, userIdBit = 0, deviceBit = 0, timeZoneBit = 0, occurredAtBit = 0, receivedAtBit = 0] = members.map(({ bit }) => bit)
const requiredBits = networkIdBit | userIdBit | deviceBit | timeZoneBit | occurredAtBit

/** By the first byte of their names, in which all differ. */
const membersByByte = Array.from({ length: 256 }, (_, byte) => members.find(({ quoted }) => quoted[1] === byte))

const deviceTexts = devices.map((device) => ({ device, quoted: Buffer.from(`"${device}"`) }))

/**
 * Reads events from bytes that look as ingest writes them, without any string or object for each. What looks different in any way is left to
 * `decode`: escapes, numbers that are no plain digits, members that are unknown or come twice, whatever is no event.
 *
 * So it answers either what `decode` would, or nothing.
 */
export class EventReader {
  /** What `read` has read last. The next call changes it: copy it to keep it. */
  readonly event: { -readonly [Field in keyof UserEvent]: UserEvent[Field] }
  readonly #users: Users
  #zones = new BytesTable<ZoneText>()
  /** Where it is. */
  #at = 0
  #bytes: Buffer = Buffer.alloc(0)
  #until = 0
  readonly #networkId: TextPlace = { hash: 0, from: 0, until: 0 }
  readonly #userId: TextPlace = { hash: 0, from: 0, until: 0 }
  readonly #zoneText: TextPlace = { hash: 0, from: 0, until: 0 }
  #device: Device | undefined
  #occurredAt = -1
  #receivedAt = -1

  constructor(users: Users) {
    this.#users = users
    const user = users.named('-', '-')
    const zone = { name: '', fixedOffsetMs: undefined }
    this.event = { networkId: '', userId: '', user, device: devices[0], zone, occurredAt: 0.5, receivedAt: 0.5, wasAccepted: false }
  }

  /**
   * Reads the record that lies in `bytes` from `from` up to, not including, `until`.
   *
   * @param timestamp when the log took it in, in epoch milliseconds; Infinity if the log does not know
   * @returns whether there is a usual event, which then is in `event`
   */
  read(bytes: Buffer, from: number, until: number, timestamp: number): boolean {
    this.#bytes = bytes
    this.#at = from
    this.#until = until
    if (until - from > maxEventBytes) return false
    const found = this.#readMembers()
    if ((found & requiredBits) !== requiredBits || this.#device === undefined) return false
    const zone = this.#findZone()
    if (zone === undefined) return false
    const user = this.#users.find(bytes, this.#networkId, this.#userId)
    if (user === undefined) return false
    const { event } = this
    const wasAccepted = (found & receivedAtBit) !== 0
    const said = wasAccepted ? this.#receivedAt : timestamp === Number.POSITIVE_INFINITY ? this.#occurredAt : timestamp
    event.user = user
    event.networkId = user.networkId
    event.userId = user.userId
    event.device = this.#device
    event.zone = zone
    event.occurredAt = this.#occurredAt
    event.receivedAt = Math.min(said, timestamp)
    event.wasAccepted = wasAccepted
    return true
  }

  /** @returns the bits of all members of an object that is there from here to the end; 0 for anything else */
  #readMembers(): number {
    let found = 0
    if (!this.#take(openBrace)) return 0
    do {
      const member = membersByByte[this.#peekName()]
      if (member === undefined || (found & member.bit) !== 0 || !this.#takeAll(member.quoted) || !this.#take(colon)) return 0
      if (!this.#readValue(member.bit)) return 0
      found |= member.bit
    } while (this.#take(comma))
    if (!this.#take(closeBrace)) return 0
    this.#skipSpace()
    return this.#at === this.#until ? found : 0
  }

  /** The first byte of a name, behind white space and a quote. */
  #peekName(): number {
    this.#skipSpace()
    return this.#at + 1 < this.#until ? (this.#bytes[this.#at + 1] ?? 0) : 0
  }

  #readValue(bit: number): boolean {
    this.#skipSpace()
    switch (bit) {
      case networkIdBit:
        return this.#readText(this.#networkId)
      case userIdBit:
        return this.#readText(this.#userId)
      case timeZoneBit:
        return this.#readText(this.#zoneText)
      case deviceBit:
        this.#device = deviceTexts.find(({ quoted }) => this.#takeAll(quoted))?.device
        return this.#device !== undefined
      case occurredAtBit:
        this.#occurredAt = this.#readInstant()
        return this.#occurredAt !== -1
      default:
        this.#receivedAt = this.#readInstant()
        return this.#receivedAt !== -1
    }
  }

  /** Finds the end of a text without escapes and control characters, and its hash. */
  #readText(place: TextPlace): boolean {
    if (!this.#take(quote)) return false
    const bytes = this.#bytes
    const until = this.#until
    let at = this.#at
    let hash = emptyHash
    place.from = at
    for (; at < until; at++) {
      const byte = bytes[at] ?? 0
      if (byte === quote) {
        place.until = at
        place.hash = hash
        this.#at = at + 1
        return true
      }
      if (byte === backslash || byte < firstPrintable) return false
      hash = mixed(hash, byte)
    }
    return false
  }

  /** @returns -1 for anything but an instant in plain digits */
  #readInstant(): number {
    const bytes = this.#bytes
    const from = this.#at
    let at = from
    let value = 0
    for (; at < this.#until; at++) {
      const byte = bytes[at] ?? 0
      if (byte < zero || byte > nine) break
      value = value * 10 + (byte - zero)
    }
    this.#at = at
    const hasLeadingZero = at - from > 1 && bytes[from] === zero
    return at === from || hasLeadingZero || value > lastInstant ? -1 : value
  }

  #findZone(): TimeZone | undefined {
    const { hash, from, until } = this.#zoneText
    const known = this.#zones.find(hash, this.#bytes, from, until)
    if (known !== undefined) return known.zone
    // Names of zones are ASCII; what is not is read as something else here, which is no zone either.
    const key = this.#bytes.toString('latin1', from, until)
    const zone = findTimeZone(key)
    if (zone === undefined) return
    if (this.#zones.count >= maxZones) this.#zones = new BytesTable()
    this.#zones.add({ hash, key, scope: undefined, zone })
    return zone
  }

  #skipSpace(): void {
    while (this.#at < this.#until && isSpace(this.#bytes[this.#at])) this.#at++
  }

  #take(byte: number): boolean {
    this.#skipSpace()
    if (this.#at >= this.#until || this.#bytes[this.#at] !== byte) return false
    this.#at++
    return true
  }

  #takeAll(expected: Buffer): boolean {
    const at = this.#at
    if (at + expected.length > this.#until) return false
    for (let n = 0; n < expected.length; n++) if (this.#bytes[at + n] !== expected[n]) return false
    this.#at = at + expected.length
    return true
  }
}

/** White space as JSON has it. */
const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
