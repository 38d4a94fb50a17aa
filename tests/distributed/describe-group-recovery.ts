import { setTimeout } from 'node:timers/promises'
import { eventsTopic } from '@stitchlog/contracts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ServiceProcess } from './service-process.ts'
import { canRunStack } from './temporary-stack.ts'
import { TestSystem } from './test-system.ts'

/** As configured by default. */
const usualSessionTimeoutMs = 6000

/** Most of it waits for sessions to end, so each number of brokers has a test file of its own, and they run at once. */
export function describeGroupRecovery(brokerCount: number): void {
  describe.runIf(canRunStack())(`a group of three stitchers on ${brokerCount} broker(s)`, () => {
    let system: TestSystem
    let stitchers: readonly ServiceProcess[]
    beforeAll(async () => {
      system = await TestSystem.start({ brokerCount, environment: { KAFKA_SESSION_TIMEOUT_MS: '' } })
      stitchers = await Promise.all([1, 2, 3].map(() => system.startService('stitcher')))
      await Promise.all(stitchers.map((stitcher) => stitcher.ready()))
    })
    afterAll(async () => {
      await system?.stop()
    })

    const killAll = () => {
      for (const stitcher of stitchers) stitcher.signal('SIGKILL')
    }
    const areUp = () => vi.waitFor(() => expect(stitchers.every(({ pid }) => pid !== undefined)).toBe(true), { timeout: 180_000 })

    /** Each partition gets a record, and all of them are read, so long at most after everybody is back. */
    async function expectToReadAgain(): Promise<void> {
      await areUp()
      await Promise.all(stitchers.map((stitcher) => stitcher.alive()))
      const backAt = Date.now()
      const producer = system.kafka.producer()
      await producer.connect()
      const messages = Array.from({ length: 6 }, (_, partition) => ({ partition, value: '{}' }))
      await vi.waitFor(() => producer.send({ topic: eventsTopic, messages }), { timeout: 180_000, interval: 200 })
      await producer.disconnect()
      await system.workedOff(180_000)
      const resumedMs = Date.now() - backAt
      console.log(`reads again ${(resumedMs / 1000).toFixed(1)} s after all are back`)
      expect(resumedMs).toBeLessThan(usualSessionTimeoutMs + 15_000)
      await Promise.all(stitchers.map((stitcher) => stitcher.ready()))
    }

    // So long after each other that the group is at different points of its forming: before anybody is back, while it waits, while it deals out.
    test.each([600, 2500, 5000, 11_000])(
      'reads again after all of them were killed, and killed again %d ms later',
      { timeout: 600_000 },
      async (ms) => {
        killAll()
        await setTimeout(ms)
        await areUp()
        killAll()
        await expectToReadAgain()
      },
    )

    test('says in /readyz while nothing is assigned', { timeout: 600_000 }, async () => {
      const [stitcher] = stitchers
      stitcher?.signal('SIGKILL')
      const states: string[] = []
      await vi.waitFor(
        async () => {
          const answer = await fetch(`${stitcher?.address}/readyz`)
          states.push(answer.ok ? 'ready' : JSON.stringify(await answer.json()))
          expect(answer.ok).toBe(true)
        },
        { timeout: 180_000, interval: 50 },
      )
      expect(states[0]).toContain('no partitions are read')
    })

    test('reads again after a broker and all of them were killed, twice', { timeout: 600_000 }, async () => {
      const [broker] = system.stack.brokers
      await broker?.signal('SIGKILL')
      killAll()
      await setTimeout(2000)
      await areUp()
      killAll()
      await broker?.start()
      await expectToReadAgain()
    })

    test('reads again after one of them was killed while the group went on without another', { timeout: 600_000 }, async () => {
      const [first, second] = stitchers
      first?.signal('SIGKILL')
      await setTimeout(usualSessionTimeoutMs + 500)
      second?.signal('SIGKILL')
      await setTimeout(1000)
      first?.signal('SIGKILL')
      await expectToReadAgain()
    })
  })
}
