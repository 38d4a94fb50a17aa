// Shorter, in `npm test`: packages/heartbeat/tests/heartbeat.test.ts, packages/heartbeat/tests/tabs.property.test.ts
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from '../browser/chromium.ts'
import { expectSessions } from '../browser/expect-sessions.ts'
import { fillWithADay } from '../browser/fill-with-a-day.ts'
import { interval, minute } from '../browser/heartbeat-visit.ts'
import { heartbeatVisits } from '../browser/heartbeat-visits.ts'

describe.runIf(hasChromium)('the client', () => {
  const { server, visit } = heartbeatVisits()

  test('shows one session of ten tabs and a duplicated one, and the next leads when the leader is killed in the middle of a request', () =>
    visit('tabs', async (person) => {
      const pages: Page[] = []
      for (let count = 0; count < 9; count++) pages.push(await person.openTab())
      const [leader, second] = pages as [Page, Page]
      // In a process of its own, as a duplicated tab has it.
      const duplicating = person.context.waitForEvent('page')
      await leader.evaluate("void open(location, '_blank', 'noopener')")
      const duplicate = await duplicating
      await expect.poll(() => duplicate.evaluate('window.log !== undefined')).toBe(true)
      pages.push(duplicate)
      const [first] = await person.move(leader)
      for (let passed = 0; passed < 2 * minute; passed += 20_000) {
        await person.pass(20_000, ...pages)
        for (const page of pages) await person.move(page)
      }
      expect(person.requests).toBeLessThanOrEqual(7)
      let answer = () => {}
      server().answersAfter = new Promise((resolve) => {
        answer = resolve
      })
      const before = person.requests
      await leader.evaluate('void heartbeat.flush()')
      await expect.poll(() => person.requests).toBe(before + 1)
      await person.crash(leader)
      answer()
      const [, ...others] = pages
      await expect.poll(async () => (await Promise.all(others.map((page) => person.leads(page)))).filter(Boolean).length).toBe(1)
      const [, last] = await person.use(second, minute)
      await person.pass(minute, second)
      await expectSessions(person, [[first, last]])
    }))

  test('is back in a few requests when three tabs were offline for a day', () =>
    visit('day', async (person) => {
      const pages = [await person.openTab(), await person.openTab(), await person.openTab()] as const
      await person.context.setOffline(true)
      const [first, last] = await person.use(pages[0], minute)
      // Until the beat that records the last move: what is recorded while the rest is on its way waits for the next one.
      await person.pass(interval, pages[0])
      const from = await fillWithADay(person, pages[1], first)
      expect(await person.unsent(pages[1])).toBeGreaterThan(8600)
      const before = person.requests
      const began = performance.now()
      await person.context.setOffline(false)
      await expect.poll(() => person.unsent(pages[0]), { interval: 20 }).toBe(0)
      const tookMs = performance.now() - began
      console.log(`three tabs, a day offline: back in ${Math.round(tookMs)} ms and ${person.requests - before} requests`)
      expect(person.requests - before).toBeLessThan(20)
      // 5 on a machine that does nothing else.
      expect(tookMs).toBeLessThan(20_000)
      await expectSessions(person, [[from, last]])
    }))
})
