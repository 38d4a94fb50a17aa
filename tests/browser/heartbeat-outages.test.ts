import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './chromium.ts'
import { expectSessions } from './expect-sessions.ts'
import { networkId } from './heartbeat-server.ts'
import { interval, minute } from './heartbeat-visit.ts'
import { heartbeatVisits } from './heartbeat-visits.ts'
import { untilDrawn } from './view-visit.ts'

/** The client looks at no more signs than one in this time. */
const signEveryMs = 1000

describe.runIf(hasChromium)('the client', () => {
  const { server, browser, visit } = heartbeatVisits()

  test('leads from the next tab when the leader is killed in the middle of a request', () =>
    visit('killed', async (person) => {
      const leader = await person.openTab()
      const second = await person.openTab()
      const [first] = await person.use(leader, minute)
      const before = person.requests
      let answer = () => {}
      server().answersAfter = new Promise((resolve) => {
        answer = resolve
      })
      await leader.evaluate('void heartbeat.flush()')
      await expect.poll(() => person.requests).toBe(before + 1)
      await person.crash(leader)
      answer()
      await expect.poll(() => person.leads(second)).toBe(true)
      const [, last] = await person.use(second, minute)
      await person.pass(minute, second)
      await expectSessions(person, [[first, last]])
    }))

  test('keeps what was done offline for an hour, through a crash, and sends it when the network is back', () =>
    visit('offline', async (person) => {
      const page = await person.openTab()
      const [first] = await person.use(page, minute)
      await person.context.setOffline(true)
      const [, last] = await person.use(page, 60 * minute, 4 * minute)
      expect(await person.unsent(page)).toBeGreaterThanOrEqual(15)
      // The last of it is stored some time after it was done.
      await expect.poll(async () => Math.max(...(await person.unsentInstants(page)))).toBeGreaterThan(last - signEveryMs)
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
      /** Resolves to when it counts from, in epoch milliseconds. */
      const switchTo = async (enabled: boolean) => {
        const { changes } = (await server().call('PUT', `/v1/networks/${networkId}/tracking`, { enabled })) as { changes: { at: string }[] }
        return Date.parse(changes.at(-1)?.at ?? '')
      }
      const off = await switchTo(false)
      await person.use(page, 4 * minute)
      const on = await switchTo(true)
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
      const didAsSecond = await person.use(page, minute)
      await person.pass(minute, page)
      await expectSessions(person, [didAsSecond])
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
    // What it asks before anything is recorded is answered after what it asks later.
    const [late, recorded] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await page.route(
      '**/v1/me/days',
      async (route) => {
        await late.promise
        await route.fulfill({ json: { days: [] } })
      },
      { times: 1 },
    )
    page.on('response', (response) => response.url().endsWith('/sessions') && recorded.resolve())
    for (const x of [100, 200]) await page.mouse.move(x, x)
    await recorded.promise
    await page.locator('tbody tr').waitFor()
    const answered = page.waitForResponse('**/v1/me/days')
    late.resolve()
    await (await answered).finished()
    await untilDrawn(page)
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
