import { cursorOf, HttpProblem, placeOf } from '@stitchlog/http-kit'
import type { SessionPlace } from '@stitchlog/store'

/** A cursor is valid for the pages of one date. */
const orderOf = (date: string) => `startedAt of ${date}`

export const sessionCursorOf = (date: string, { startedAt, device, timeZone }: SessionPlace): string =>
  cursorOf(orderOf(date), { value: startedAt, id: `${device} ${timeZone}` })

/** @throws HttpProblem `invalid-parameter` */
export function sessionPlaceOf(date: string, cursor: string | undefined): SessionPlace | undefined {
  const place = placeOf(orderOf(date), cursor)
  if (place === undefined) return undefined
  const [, device, timeZone] = /^([a-z]+) (\S+)$/.exec(place.id) ?? []
  if (device === undefined || timeZone === undefined) throw new HttpProblem('invalid-parameter', 'cursor: the nextCursor of the same date')
  return { startedAt: place.value, device, timeZone }
}
