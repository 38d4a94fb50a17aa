import type { SessionPart } from '@stitchlog/timeline'

export const keyOf = ({ networkId, userId, date, startedAt, device, zone }: SessionPart) =>
  [networkId, userId, date, startedAt, device, zone.name] as const

/** The order in which parts are read; texts by code point, as sorting by UTF-8 bytes is. */
export function byKey(a: SessionPart, b: SessionPart): number {
  const others = keyOf(b)
  for (const [index, value] of keyOf(a).entries()) {
    const other = others[index] ?? ''
    const order = typeof value === 'number' ? value - Number(other) : Buffer.compare(Buffer.from(value), Buffer.from(String(other)))
    if (order !== 0) return order
  }
  return a.endedAt - b.endedAt
}

/** A part as one text, for comparisons. */
export const lineOf = ({ zone, ...part }: SessionPart) =>
  JSON.stringify(Object.entries({ ...part, timeZone: zone.name }).sort(([a], [b]) => (a < b ? -1 : 1)))
