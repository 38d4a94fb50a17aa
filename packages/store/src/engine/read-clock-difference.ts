import type { Store } from './store.ts'

/**
 * By how many milliseconds the server's clock is ahead of this one at least, or behind it if negative. What the time of the question may explain is left
 * out: a server that hung meanwhile does not have a wrong clock.
 *
 * @param now this clock, in epoch milliseconds
 * @throws what the connection throws
 */
export async function readClockDifference({ queries }: Pick<Store, 'queries'>, now: () => number): Promise<number> {
  const askedAt = now()
  const [row] = await queries.selectRows<[at: number]>('SELECT toUnixTimestamp64Milli(now64(3))')
  const answeredAt = now()
  const at = row?.[0] ?? 0
  return at - Math.min(Math.max(at, askedAt), Math.max(askedAt, answeredAt))
}
