import { type Device, devices, lastInstant, maxEventBytes } from '@stitchlog/contracts'
import { findTimeZone, type ReceivedEvent, type TimeZone } from '@stitchlog/timeline'
import { type ByBytes, BytesTable, emptyHash, mixed } from './bytes-table.ts'
import { nobody, type Users } from './users.ts'

/** An event with what the reader knows of it besides. */
export interface ReadEvent extends ReceivedEvent {
  /** The number of the user, as `Users` has it until it is asked again. */
  readonly user: number
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

interface InstantPlace {
  instant: number
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
const space = 0x20

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

/** Likewise. */
const devicesByByte = Array.from({ length: 256 }, (_, byte) => deviceTexts.find(({ quoted }) => quoted[1] === byte))

/**
 * Reads events from bytes that look as ingest writes them, without any string or object for each. What looks different in any way is left to
 * `decode`: escapes, numbers that are no plain digits, members that are unknown or come twice, whatever is no event.
 *
 * So it answers either what `decode` would, or nothing.
 */
export class EventReader {
  /** What `read` has read last. The next call changes it: copy it to keep it. */
  readonly event: { -readonly [Field in keyof ReadEvent]: ReadEvent[Field] }
  readonly #users: Users
  #zones = new BytesTable<ZoneText>()
  readonly #networkId: TextPlace = { hash: 0, from: 0, until: 0 }
  readonly #userId: TextPlace = { hash: 0, from: 0, until: 0 }
  readonly #zoneText: TextPlace = { hash: 0, from: 0, until: 0 }
  #device: Device | undefined
  readonly #occurredAt: InstantPlace = { instant: 0.5 }
  readonly #receivedAt: InstantPlace = { instant: 0.5 }

  constructor(users: Users) {
    this.#users = users
    const zone = { name: '', fixedOffsetMs: undefined }
    this.event = { networkId: '', userId: '', user: nobody, device: devices[0], zone, occurredAt: 0.5, receivedAt: 0.5, wasAccepted: false }
  }

  /**
   * Reads the record that lies in `bytes` from `from` up to, not including, `until`.
   *
   * @param timestamp when the log took it in, in epoch milliseconds; Infinity if the log does not know
   * @returns whether there is a usual event, which then is in `event`
   */
  read(bytes: Buffer, from: number, until: number, timestamp: number): boolean {
    if (until - from > maxEventBytes) return false
    const found = this.#readMembers(bytes, from, until)
    if ((found & requiredBits) !== requiredBits || this.#device === undefined) return false
    const zone = this.#findZone(bytes)
    if (zone === undefined) return false
    const user = this.#users.find(bytes, this.#networkId, this.#userId)
    if (user === nobody) return false
    const { event } = this
    const wasAccepted = (found & receivedAtBit) !== 0
    const said = wasAccepted ? this.#receivedAt.instant : timestamp === Number.POSITIVE_INFINITY ? this.#occurredAt.instant : timestamp
    event.user = user
    event.networkId = this.#users.networkIdOf(user)
    event.userId = this.#users.userIdOf(user)
    event.device = this.#device
    event.zone = zone
    event.occurredAt = this.#occurredAt.instant
    event.receivedAt = Math.min(said, timestamp)
    event.wasAccepted = wasAccepted
    return true
  }

  /** @returns the bits of all members of an object that goes on to the end; 0 for anything else */
  #readMembers(bytes: Buffer, from: number, until: number): number {
    let found = 0
    let at = afterSpace(bytes, from, until)
    if (bytes[at] !== openBrace) return 0
    do {
      at = afterSpace(bytes, at + 1, until)
      const member = membersByByte[bytes[at + 1] ?? 0]
      if (member === undefined || (found & member.bit) !== 0) return 0
      at = afterExactly(member.quoted, bytes, at)
      if (at === nowhere) return 0
      at = afterSpace(bytes, at, until)
      if (bytes[at] !== colon) return 0
      at = this.#readValue(member.bit, bytes, afterSpace(bytes, at + 1, until), until)
      if (at === nowhere) return 0
      at = afterSpace(bytes, at, until)
      found |= member.bit
    } while (bytes[at] === comma)
    // Whoever has read on into what follows the record is behind its end.
    return bytes[at] === closeBrace && afterSpace(bytes, at + 1, until) === until ? found : 0
  }

  /** @returns where the value ends, or `nowhere` if it is none for this member */
  #readValue(bit: number, bytes: Buffer, at: number, until: number): number {
    switch (bit) {
      case networkIdBit:
        return readText(this.#networkId, bytes, at, until)
      case userIdBit:
        return readText(this.#userId, bytes, at, until)
      case timeZoneBit:
        return readText(this.#zoneText, bytes, at, until)
      case deviceBit: {
        const text = devicesByByte[bytes[at + 1] ?? 0]
        this.#device = text?.device
        return text === undefined ? nowhere : afterExactly(text.quoted, bytes, at)
      }
      case occurredAtBit:
        return readInstant(this.#occurredAt, bytes, at)
      default:
        return readInstant(this.#receivedAt, bytes, at)
    }
  }

  #findZone(bytes: Buffer): TimeZone | undefined {
    const { hash, from, until } = this.#zoneText
    const known = this.#zones.find(hash, bytes, from, until)
    if (known !== undefined) return known.zone
    // Names of zones are ASCII; what is not is read as something else here, which is no zone either.
    const key = bytes.toString('latin1', from, until)
    const zone = findTimeZone(key)
    if (zone === undefined) return
    if (this.#zones.count >= maxZones) this.#zones = new BytesTable()
    this.#zones.add({ hash, key, scope: undefined, zone })
    return zone
  }
}

/** No byte is there. */
const nowhere = -1

/** Skips white space as JSON has it, up to an end. */
function afterSpace(bytes: Buffer, from: number, until: number): number {
  let at = from
  while (at < until && (bytes[at] ?? 0) <= space && isSpace(bytes[at])) at++
  return at
}

const isSpace = (byte: number | undefined) => byte === space || byte === 0x0a || byte === 0x0d || byte === 0x09

/** @returns where `expected` ends, if it is there, or `nowhere` */
function afterExactly(expected: Buffer, bytes: Buffer, at: number): number {
  for (let n = 0; n < expected.length; n++) if (bytes[at + n] !== expected[n]) return nowhere
  return at + expected.length
}

/** Finds where a text without escapes and control characters lies, and its hash. @returns where it ends, or `nowhere` */
function readText(place: TextPlace, bytes: Buffer, begin: number, until: number): number {
  if (bytes[begin] !== quote) return nowhere
  let hash = emptyHash
  for (let at = begin + 1; at < until; at++) {
    const byte = bytes[at] ?? 0
    if (byte === quote) {
      place.from = begin + 1
      place.until = at
      place.hash = hash
      return at + 1
    }
    if (byte === backslash || byte < space) return nowhere
    hash = mixed(hash, byte)
  }
  return nowhere
}

/** Reads an instant in plain digits. @returns where it ends, or `nowhere` */
function readInstant(place: InstantPlace, bytes: Buffer, from: number): number {
  let instant = 0
  let at = from
  for (; isDigit(bytes[at]) && instant <= lastInstant; at++) instant = instant * 10 + ((bytes[at] ?? 0) - zero)
  const hasLeadingZero = at - from > 1 && bytes[from] === zero
  if (at === from || hasLeadingZero || instant > lastInstant) return nowhere
  place.instant = instant
  return at
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= zero && byte <= nine
