import { mainTimeZoneNames, timeZoneLinks } from './time-zone-names.generated.ts'

/**
 * A time zone under the single name by which it counts and is shown: a main IANA name, or an offset `±HH:MM`.
 * Equal zones are the same object: compare them with `===`.
 */
export interface TimeZone {
  readonly name: string
  /** Local time minus UTC in milliseconds, if the zone is only an offset; undefined for a place. */
  readonly fixedOffsetMs: number | undefined
}

const placesByLowerCaseName = new Map<string, TimeZone>()
for (const name of mainTimeZoneNames) placesByLowerCaseName.set(name.toLowerCase(), { name, fixedOffsetMs: undefined })
for (const link of timeZoneLinks) {
  const [name = '', target = ''] = link.split(' ')
  const place = placesByLowerCaseName.get(target.toLowerCase())
  if (place !== undefined) placesByLowerCaseName.set(name.toLowerCase(), place)
}

const offsetZones = new Map<string, TimeZone>()

/** A cache of the texts that clients sent, unchanged, and their zones. Bounded, because clients may send anything. */
const zonesByText = new Map<string, TimeZone>()
const maxTexts = 10_000

/**
 * The zone that a client's text names, or undefined if it names none. ASCII case does not matter. A link is the zone that it points to,
 * unless IANA's zone.tab lists the link's own name. Names come from IANA's tables and not from Intl, which knows too many and folds some wrongly.
 */
export function findTimeZone(text: string): TimeZone | undefined {
  const known = zonesByText.get(text)
  if (known !== undefined) return known
  const zone = offsetZone(text) ?? (isAscii.test(text) ? placesByLowerCaseName.get(text.toLowerCase()) : undefined)
  if (zone === undefined) return undefined
  if (zonesByText.size >= maxTexts) zonesByText.clear()
  zonesByText.set(text, zone)
  return zone
}

/** Some letters beyond ASCII have an ASCII lower case, such as the Kelvin sign. */
const isAscii = /^[\x20-\x7e]+$/

function offsetZone(text: string): TimeZone | undefined {
  const [, sign, hours, minutes] = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (hours === undefined || minutes === undefined) return undefined
  const sizeMs = (Number(hours) * 60 + Number(minutes)) * 60_000
  const name = sizeMs === 0 ? '+00:00' : text
  let zone = offsetZones.get(name)
  if (zone === undefined) {
    zone = { name, fixedOffsetMs: sign === '-' && sizeMs !== 0 ? -sizeMs : sizeMs }
    offsetZones.set(name, zone)
  }
  return zone
}
