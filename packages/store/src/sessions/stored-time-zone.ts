import { findTimeZone, type TimeZone } from '@stitchlog/timeline'

/**
 * The zone that a row names. Rows are written with main names only, so each of them is known.
 *
 * @throws Error where it is not: the row was written by something else, or by a newer release
 */
export function storedTimeZone(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`stored time zone ${name} is unknown`)
  return zone
}
