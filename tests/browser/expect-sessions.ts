import { expect } from 'vitest'
import { type HeartbeatVisit, interval } from './heartbeat-visit.ts'

/** When the person did something is known as well as a call of the browser takes. */
const toleranceMs = 1500

/** The server shows these sessions: never more than what the person did, and each at most so much less. */
export async function expectSessions(
  visit: Pick<HeartbeatVisit, 'sessions'>,
  did: readonly (readonly [first: number, last: number])[],
  lossMs = interval,
): Promise<void> {
  const isThere = async () => {
    const shown = await visit.sessions
    return did.map(([, last], nth) => last - lossMs <= (shown[nth]?.[1] ?? 0))
  }
  await expect.poll(isThere).toEqual(did.map(() => true))
  const shown = await visit.sessions
  expect(shown.length).toBe(did.length)
  for (const [nth, [start, end]] of shown.entries()) {
    const [first, last] = did[nth] ?? [0, 0]
    expect(Math.abs(start - first)).toBeLessThan(toleranceMs)
    expect(end).toBeLessThanOrEqual(last + toleranceMs)
  }
}
