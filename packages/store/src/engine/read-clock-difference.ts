import type { Store } from './store.ts'

/**
 * By how many milliseconds the server's clock is ahead of this one, or behind it if negative; as exact as half the time that the question takes.
 *
 * @param now this clock, in epoch milliseconds
 * @throws what the connection throws
 */
export async function readClockDifference({ queries }: Pick<Store, 'queries'>, now: () => number): Promise<number> {
  const askedAt = now()
  const [row] = await queries.selectRows<[at: number]>('SELECT toUnixTimestamp64Milli(now64(3))')
  return (row?.[0] ?? 0) - (askedAt + now()) / 2
}
