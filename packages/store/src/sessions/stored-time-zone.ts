import { findTimeZone, type TimeZone } from '@stitchlog/timeline'

/**
 * The time zone of a row. Rows contain main names only, so each of them is known.
 *
 * @throws Error if it is not known: the row was written by another program, or by a newer release
 */
export function storedTimeZone(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`stored time zone ${name} is unknown`)
  return zone
}
