import { lastStarted, type NetworkLedger } from './ledger.ts'

/** From `from` up to, not including, `until`; epoch milliseconds. */
export interface Stretch {
  readonly from: number
  readonly until: number
}

/** More are no use to a reader, and a network that is switched all the time must not make its answers long. */
const mostStretches = 1000

/**
 * When activity could be recorded that may still be read: tracking was on, and what was recorded then is neither past retention nor erased. Where there
 * is no activity outside of these stretches, nothing follows from that.
 *
 * @param network the folded ledger of one network; undefined if it has no changes
 * @param within only what lies in it; it should end now at the latest
 * @param readableFrom what is before is erased or past retention
 * @returns in order, apart from each other; of more than a thousand, those with the shortest gaps between them as one
 */
export function recordedStretches(network: NetworkLedger | undefined, within: Stretch, readableFrom: number): Stretch[] {
  if (network === undefined) return []
  const { periods } = network
  const from = Math.max(within.from, readableFrom)
  const stretches: Stretch[] = []
  for (let index = Math.max(0, lastStarted(periods, from)); index < periods.length; index++) {
    const period = periods[index]
    if (period === undefined || period.startsAt >= within.until) break
    const stretch = { from: Math.max(period.startsAt, from), until: Math.min(period.endsAt, within.until) }
    if (stretch.from >= stretch.until) continue
    // A change of timeouts begins a period, and interrupts nothing.
    const last = stretches.at(-1)
    if (last?.until === stretch.from) stretches[stretches.length - 1] = { from: last.from, until: stretch.until }
    else stretches.push(stretch)
  }
  return stretches.length > mostStretches ? withoutShortestGaps(stretches) : stretches
}

/** Where the first of all recorded stretches begins that there are until now; undefined if there is none. */
export function recordedSince(network: NetworkLedger | undefined, now: number, readableFrom: number): number | undefined {
  if (network === undefined) return undefined
  const { periods } = network
  const first = periods.slice(Math.max(0, lastStarted(periods, readableFrom))).find(({ endsAt }) => endsAt > readableFrom)
  const from = Math.max(first?.startsAt ?? Number.POSITIVE_INFINITY, readableFrom)
  return from < now ? from : undefined
}

function withoutShortestGaps(stretches: readonly Stretch[]): Stretch[] {
  const gaps = stretches.slice(1).map(({ from }, index) => ({ index, length: from - (stretches[index]?.until ?? from) }))
  const kept = gaps
    .toSorted((a, b) => b.length - a.length)
    .slice(0, mostStretches - 1)
    .map(({ index }) => index)
    .toSorted((a, b) => a - b)
  const firsts = [0, ...kept.map((index) => index + 1)]
  return firsts.flatMap((first, nth) => {
    const [start, end] = [stretches[first], stretches[(firsts[nth + 1] ?? stretches.length) - 1]]
    return start === undefined || end === undefined ? [] : [{ from: start.from, until: end.until }]
  })
}
