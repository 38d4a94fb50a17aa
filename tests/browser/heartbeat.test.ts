import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium } from './chromium.ts'
import { expectSessions } from './expect-sessions.ts'
import { HeartbeatVisit, launchHeartbeatBrowser, minute } from './heartbeat-visit.ts'
import { heartbeatVisits } from './heartbeat-visits.ts'
import { wholeChromium } from './launch-browser.ts'
import { RawTab } from './raw-tab.ts'

describe.runIf(hasChromium)('the client in one tab', () => {
  const { server, visit } = heartbeatVisits()
  /** Has a back/forward cache, and freezes tabs, which the headless shell does not. */
  let whole: Browser
  beforeAll(async () => {
    whole = await launchHeartbeatBrowser(wholeChromium)
  })
  afterAll(() => whole.close())

  test('sends what the person does, from another origin, and ends with it when the tab is closed', () =>
    visit('closes', async (person) => {
      const page = await person.openTab()
      const did = await person.use(page, 3 * minute)
      await page.close({ runBeforeUnload: true })
      await expectSessions(person, [did], 1500)
      expect(new URL(server().page()).origin).not.toBe(server().endpoint)
      expect(person.requests).toBeLessThanOrEqual(10)
    }))

  test('claims nothing of an unattended screen, nor of what scripts and a stuck key do', () =>
    visit('unattended', async (person) => {
      const page = await person.openTab()
      const did = await person.use(page, minute)
      for (let half = 1; half <= 4; half++) {
        await page.evaluate(`scrollTo(0, ${half * 100})
          for (const type of ['keydown', 'pointerdown', 'pointermove', 'wheel']) dispatchEvent(new Event(type))`)
        await person.pass(30 * minute, page)
      }
      // One that is already down when it is pressed again is held.
      const before = (await person.did(page)).length
      await page.keyboard.down('a')
      await expect.poll(async () => (await person.did(page)).length).toBe(before + 1)
      const [pressed = 0] = (await person.did(page)).slice(before)
      for (let half = 0; half < 4; half++) {
        await page.keyboard.down('a')
        await person.pass(20 * minute, page)
      }
      await expectSessions(person, [did, [pressed, pressed]])
    }))

  test('claims nothing of a page that loads again and again under a pointer at rest', () =>
    visit('reloads', async (person) => {
      const page = await person.openTab()
      const did = await person.use(page, minute)
      for (let loads = 0; loads < 4; loads++) {
        await page.reload()
        // What some browsers say of a pointer that lies over a new page.
        await person.rest(page)
        await person.pass(10 * minute, page)
      }
      await expectSessions(person, [did], 1500)
    }))

  test('claims nothing of a tab in the background', () =>
    visit('hidden', async (person) => {
      const page = await person.openTab()
      const did = await person.use(page, minute)
      await person.hide(page, true)
      await expectSessions(person, [did], 1500)
      await person.pass(60 * minute, page)
      await person.move(page)
      await person.pass(minute, page)
      await person.hide(page, false)
      await expectSessions(person, [did], 1500)
      const again = await person.use(page, minute)
      await person.pass(minute, page)
      await expectSessions(person, [did, again])
    }))

  test('claims nothing of the time in which the browser had frozen the tab', async () => {
    const user = 'frozen'
    const visit = {
      get sessions() {
        return server().sessionsOf(user)
      },
    }
    const tab = await RawTab.open(whole, server().page(user), server().aheadMs)
    await expect.poll(() => tab.evaluate('window.log !== undefined')).toBe(true)
    await tab.evaluate("for (const type of ['freeze', 'resume']) document.addEventListener(type, () => log.push([type]))")
    const first = await tab.move()
    await expect.poll(() => tab.evaluate("log.some(([type]) => type === 'beat')")).toBe(true)
    // Signs are looked at once a second.
    const aSecond = async () => {
      const since = await tab.evaluate('performance.now()')
      await expect.poll(() => tab.evaluate(`performance.now() - ${since} > 1000`)).toBe(true)
    }
    await aSecond()
    const last = await tab.move()
    await tab.freeze()
    const types = () => tab.evaluate('log.map(([type]) => type)')
    await expect.poll(types).toContain('freeze')
    await expectSessions(visit, [[first, last]], 500)
    server().aheadMs += 120 * minute
    await tab.evaluate(`ahead += ${120 * minute}`)
    await tab.thaw()
    await expect.poll(types).toContain('resume')
    await tab.lookAt()
    await expect.poll(() => tab.evaluate('document.visibilityState')).toBe('visible')
    await tab.evaluate('heartbeat.flush()')
    await expectSessions(visit, [[first, last]], 500)
    await aSecond()
    const again = await tab.move()
    await expect.poll(() => tab.evaluate('heartbeat.flush().then(() => log.filter(([type]) => type === "beat").length)')).toBe(3)
    await expectSessions(visit, [
      [first, last],
      [again, again],
    ])
    expect(await types()).toContain('clock')
  })

  test('claims nothing of the time in which the machine slept, also if a request was under way', () =>
    visit('slept', async (person) => {
      const page = await person.openTab()
      const did = await person.use(page, minute)
      const [underWay, awake] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      await person.context.route('**/v1/events', async (route) => {
        underWay.resolve()
        await awake.promise
        await route.continue()
      })
      await page.evaluate('void heartbeat.flush()')
      await underWay.promise
      server().aheadMs += 25 * minute
      awake.resolve()
      await person.context.clock.setSystemTime(server().now)
      await person.pass(20 * minute, page)
      await expectSessions(person, [did], 1500)
    }))

  test('goes on where it was when the page comes back from the back/forward cache', () =>
    HeartbeatVisit.run(server(), whole, 'bfcache', async (person) => {
      const page = await person.openTab()
      const did = await person.use(page, minute)
      await page.evaluate(
        "addEventListener('pageshow', ({ persisted }) => { if (persisted) { heartbeat.active(); heartbeat.flush(); fetch('/token?user=back') } })",
      )
      await page.goto(`${new URL(server().page()).origin}/other`)
      await expectSessions(person, [did], 1500)
      server().aheadMs += 5000
      // Playwright knows nothing of that cache: what it has of the page is over.
      page.evaluate('history.back()').catch(() => {})
      await expect.poll(() => server().tokens.some((it) => it.user === 'back')).toBe(true)
      await expect.poll(async () => (await person.sessions)[0]?.[1] ?? 0).toBeGreaterThan(did[1] + 100)
      expect((await person.sessions).length).toBe(1)
    }))

  test.each([
    ['full', "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }"],
    [
      'blocked',
      "for (const name of ['indexedDB', 'localStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } })",
    ],
    ['without locks', "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }); delete window.BroadcastChannel"],
    ['without keepalive', 'delete Request.prototype.keepalive'],
  ])('works in a browser whose storage is, or which is, %s', (name, script) =>
    visit(name, async (person) => {
      await person.context.addInitScript(script)
      const page = await person.openTab()
      const errors: unknown[] = []
      page.on('pageerror', (error) => errors.push(error))
      page.on('console', (message) => errors.push(message.text()))
      const did = await person.use(page, minute)
      await page.goto(`${new URL(server().page()).origin}/other`)
      await expectSessions(person, [did], 1500)
      expect(errors).toEqual([])
    }),
  )
})
