import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupTimeouts } from '../src/kafka/index.ts'

test('a request outlasts any session and any rebalance, and a session several heartbeats', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 3_600_000 }), (asked) => {
      const { sessionMs, rebalanceMs, heartbeatMs, requestMs } = groupTimeouts(asked)
      expect(sessionMs).toBe(asked)
      expect(requestMs).toBeGreaterThan(Math.max(sessionMs, rebalanceMs))
      expect(rebalanceMs).toBeLessThanOrEqual(sessionMs)
      expect(heartbeatMs * 3).toBeLessThanOrEqual(sessionMs)
    }),
  )
})
