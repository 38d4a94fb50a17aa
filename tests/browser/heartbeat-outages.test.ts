import { writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './chromium.ts'
import { expectSessions } from './expect-sessions.ts'
import { fillWithADay } from './fill-with-a-day.ts'
import { networkId } from './heartbeat-server.ts'
import { interval, minute } from './heartbeat-visit.ts'
import { heartbeatVisits } from './heartbeat-visits.ts'

describe.runIf(hasChromium)('the client', () => {
  const { server, browser, visit } = heartbeatVisits()

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
      const first = await person.move(leader)
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

  test('keeps what was done offline for an hour, through a crash, and sends it when the network is back', () =>
    visit('offline', async (person) => {
      const page = await person.openTab()
      const [first] = await person.use(page, minute)
      await person.context.setOffline(true)
      const [, last] = await person.use(page, 60 * minute, 4 * minute)
      expect(await person.unsent(page)).toBeGreaterThanOrEqual(15)
      await person.crash(page)
      await person.context.setOffline(false)
      const before = person.requests
      const next = await person.openTab()
      await person.pass(1000, next)
      await expectSessions(person, [[first, last]])
      await expect.poll(() => person.unsent(next)).toBe(0)
      expect(person.requests - before).toBeLessThan(5)
    }))

  test('goes on after a restart of the server and with another token', () =>
    visit('restart', async (person) => {
      server().expired.add(person.user)
      const page = await person.openTab()
      const [first] = await person.use(page, minute)
      expect(
        server()
          .tokens.filter((it) => it.user === person.user)
          .map(({ isRefused }) => isRefused),
      ).toEqual([false, true])
      await server().goAway()
      await person.use(page, 2 * minute)
      await server().comeBack()
      const [, last] = await person.use(page, 2 * minute)
      await person.pass(minute, page)
      await expectSessions(person, [[first, last]])
    }))

  test('rests while tracking is off, and loses nothing of what counts afterwards', () =>
    visit('switched', async (person) => {
      const page = await person.openTab()
      await person.use(page, minute)
      const path = `/v1/networks/${networkId}/tracking`
      await server().call('PUT', path, { enabled: false })
      const off = server().now
      await person.use(page, 4 * minute)
      await server().call('PUT', path, { enabled: true })
      const on = server().now
      const [, last] = await person.use(page, 7 * minute)
      await person.pass(minute, page)
      await expect.poll(async () => last - ((await person.sessions)[1]?.[1] ?? 0)).toBeLessThan(interval)
      const [before, after] = await person.sessions
      expect(before?.[1]).toBeLessThanOrEqual(off)
      expect(after?.[0]).toBeGreaterThanOrEqual(on)
      expect((after?.[0] ?? 0) - on).toBeLessThan(interval)
    }))

  test('never sends what one user did as another, and forgets what it is told to', () =>
    visit('first', async (person) => {
      const page = await person.openTab()
      await person.context.setOffline(true)
      const did = await person.use(page, minute)
      await page.evaluate('heartbeat.stop()')
      await person.context.setOffline(false)
      person.user = 'second'
      await page.evaluate(`heartbeat = start({ endpoint: '${server().endpoint}', userId: 'second' })`)
      await expectSessions(person, [await person.use(page, minute)])
      expect(await server().sessionsOf('first')).toEqual([])
      // Back again, the first one's are sent as theirs.
      await page.evaluate(`heartbeat.stop().then(() => { heartbeat = start({ endpoint: '${server().endpoint}', userId: 'first' }) })`)
      person.user = 'first'
      await person.pass(1000, page)
      await expectSessions(person, [did])
      await person.context.setOffline(true)
      await person.use(page, minute)
      expect(await person.unsent(page)).toBeGreaterThan(0)
      await page.evaluate('heartbeat.stop({ forget: true })')
      expect(await person.unsent(page)).toBe(0)
      await person.context.setOffline(false)
      await person.pass(minute, await person.openTab())
      await expectSessions(person, [did])
    }))

  test.each([
    ['that ended while it forgot', 'IDBFactory.prototype.open = () => { throw 0 }; IDBDatabase.prototype.transaction = () => { throw 0 }', 1],
    ['whose storage has no room for a mark', "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }", 0],
  ])('forgets what a tab has left %s', (name, script, marks) =>
    visit(name, async (person) => {
      const page = await person.openTab()
      await person.context.setOffline(true)
      await person.use(page, minute)
      await page.evaluate(`${script}; heartbeat.stop({ forget: true })`)
      expect(await page.evaluate('Object.keys(localStorage).length')).toBe(marks)
      await page.close()
      await person.context.setOffline(false)
      const next = await person.openTab()
      await expect.poll(() => person.unsent(next)).toBe(0)
      await person.pass(minute, next)
      expect(await person.sessions).toEqual([])
    }),
  )

  test('can be tried on the page whose link the terminal shows, once', async () => {
    const context = await browser().newContext({ timezoneId: 'Europe/Amsterdam', viewport: { width: 1100, height: 620 } })
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => errors.push(message.text()))
    // By the clock of the machine, which the page goes by.
    server().aheadMs = 0
    const link = await server().tryLink()
    await page.goto(link)
    expect(page.url()).toBe(`${server().endpoint}/try`)
    const isOff = 'Tracking is off: nothing is recorded.'
    await expect.poll(() => page.textContent('#state')).toBe(isOff)
    await page.click('text=Switch tracking on')
    await expect.poll(() => page.textContent('#state')).toBe('Tracking is on.')
    for (const x of [100, 200]) await page.mouse.move(x, x)
    await page.locator('tbody tr').waitFor()
    expect(await page.locator('tbody td').allTextContents()).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d …$/),
      '0 min 0 s',
    ])
    const picture = await page.screenshot()
    if (process.env['TRY_PICTURE']) await writeFile(process.env['TRY_PICTURE'], picture)
    await page.reload()
    await expect.poll(() => page.textContent('#state')).toBe('Tracking is on.')
    await page.click('text=Switch tracking off')
    await expect.poll(() => page.textContent('#state')).toBe(isOff)
    expect(errors).toEqual([])
    const other = await (await browser().newContext()).newPage()
    await other.goto(link)
    await expect.poll(() => other.textContent('#state')).toContain('each works once')
    await Promise.all([context.close(), other.context().close()])
  })
})
