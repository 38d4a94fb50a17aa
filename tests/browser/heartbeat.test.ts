import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium } from './chromium.ts'
import { HeartbeatServer, networkId } from './heartbeat-server.ts'
import { executablePath } from './launch-browser.ts'

const minute = 60_000

/** Beats are at most this far apart. */
const interval = 33_000

describe.runIf(hasChromium)('the client', () => {
  let server: HeartbeatServer
  let browser: Browser
  let context: BrowserContext
  let user = ''
  let users = 0
  beforeAll(async () => {
    server = await HeartbeatServer.start()
    browser = await chromium.launch({
      executablePath,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    })
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  /** With a new user and an empty browser. */
  async function fresh(name: string, work: () => Promise<void>): Promise<void> {
    user = `${name} ${users++}`
    const own = await browser.newContext({ timezoneId: 'Europe/Amsterdam' })
    context = own
    open = 0
    own.on('request', () => open++)
    own.on('requestfinished', () => open--)
    own.on('requestfailed', () => open--)
    try {
      await work()
    } finally {
      await own.close()
    }
  }

  /** A tab whose clock only the test moves. */
  async function openTab(address = server.page(user)): Promise<Page> {
    const page = await context.newPage()
    await page.clock.install({ time: server.now })
    await page.goto(address)
    await expect.poll(() => page.evaluate('window.log !== undefined')).toBe(true)
    return page
  }

  /** Time passes, for the server and these tabs. */
  async function pass(ms: number, ...pages: Page[]): Promise<void> {
    await Promise.all(pages.map((page) => idle(page)))
    server.aheadMs += ms
    await Promise.all(pages.map((page) => page.clock.runFor(ms)))
    await Promise.all(pages.map((page) => idle(page)))
  }

  /** Requests that are on their way. */
  let open = 0

  /** What was begun is done: requests and storage. */
  async function idle(page: Page): Promise<void> {
    // What a tab that was frozen or ended had begun is never reported to be over.
    for (let quiet = 0, until = Date.now() + 5000; quiet < 2 && Date.now() < until; ) {
      await page.evaluate(
        'new Promise((resolve) => { const c = new MessageChannel(); let n = 0; c.port1.onmessage = () => n++ > 20 ? resolve() : c.port2.postMessage(0); c.port2.postMessage(0) })',
      )
      quiet = open === 0 ? quiet + 1 : 0
    }
  }

  let nth = 0
  /** The person moves the mouse, and this is when. */
  async function move(page: Page): Promise<number> {
    const at = Number(await page.evaluate('Date.now()'))
    // A browser says of the first move that it led nowhere.
    await page.mouse.move(10 + (nth++ % 200), 20 + (nth % 90), { steps: 2 })
    return at
  }

  /** Uses a tab; resolves to the first and the last instant at which the person did something. */
  async function use(page: Page, ms: number, everyMs = 20_000): Promise<[first: number, last: number]> {
    const first = await move(page)
    let last = first
    for (let passed = 0; passed < ms; passed += everyMs) {
      await pass(everyMs, page)
      last = await move(page)
    }
    return [first, last]
  }

  const eventsOf = async (page: Page) => (await page.evaluate('log')) as [string, string][]

  const unsent = (page: Page) =>
    page.evaluate(`(async () => {
      let count = 0
      for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((resolve) => { const r = indexedDB.open(name); r.onsuccess = () => resolve(r.result) })
        const all = await new Promise((resolve) => { const r = db.transaction(name).objectStore(name).getAll(); r.onsuccess = () => resolve(r.result) })
        count += all.filter(({ id }) => id).length
        db.close()
      }
      return count
    })()`)

  /** The server shows one session that is what the person did, or less by an interval at its end. */
  async function expectSession([first, last]: readonly [number, number], lossMs = interval): Promise<void> {
    await expect.poll(async () => (await server.sessionsOf(user)).length).toBe(1)
    await expect.poll(async () => ((await server.sessionsOf(user))[0]?.[1] ?? 0) - (last - lossMs)).toBeGreaterThanOrEqual(0)
    const [[start, end] = [0, 0]] = await server.sessionsOf(user)
    expect(Math.abs(start - first)).toBeLessThan(1500)
    expect(end).toBeLessThanOrEqual(last + 1500)
  }

  test('sends what the person does, from another origin, and ends with it when the tab is closed', () =>
    fresh('closes', async () => {
      const page = await openTab()
      const did = await use(page, 3 * minute)
      await page.close({ runBeforeUnload: true })
      await expectSession(did, 1500)
      expect(new URL(server.page()).origin).not.toBe(server.endpoint)
      expect(server.requests.filter((it) => it.user === user).length).toBeLessThanOrEqual(9)
    }))

  test('claims nothing of a tab in the background', () =>
    fresh('hidden', async () => {
      const page = await openTab()
      const did = await use(page, minute)
      await hide(page, true)
      await expectSession(did, 1500)
      await pass(60 * minute, page)
      await page.mouse.move(300, 300)
      await pass(minute, page)
      await expectSession(did, 1500)
      await hide(page, false)
      await pass(1000, page)
      const [again] = await use(page, minute)
      await expect.poll(async () => (await server.sessionsOf(user)).length).toBe(2)
      expect(Math.abs(((await server.sessionsOf(user))[1]?.[0] ?? 0) - again)).toBeLessThan(1500)
    }))

  test('claims nothing of the time in which the tab was frozen or the machine slept', () =>
    fresh('frozen', async () => {
      const page = await openTab()
      const did = await use(page, minute)
      const cdp = await context.newCDPSession(page)
      await cdp.send('Page.setWebLifecycleState', { state: 'frozen' })
      server.aheadMs += 120 * minute
      await cdp.send('Page.setWebLifecycleState', { state: 'active' })
      await page.clock.setSystemTime(server.now)
      await pass(1500, page)
      const again = await use(page, minute)
      await expect.poll(async () => (await server.sessionsOf(user)).length).toBe(2)
      const [before, after] = await server.sessionsOf(user)
      expect(did[1] - (before?.[1] ?? 0)).toBeLessThan(interval)
      expect(before?.[1]).toBeLessThanOrEqual(did[1] + 1500)
      expect(Math.abs((after?.[0] ?? 0) - again[0])).toBeLessThan(1500)
      expect((await eventsOf(page)).some(([type]) => type === 'clock')).toBe(true)
    }))

  test('goes on where it was when the page comes back from the back/forward cache', () =>
    fresh('bfcache', async () => {
      const page = await openTab()
      const did = await use(page, minute)
      await page.evaluate(
        "addEventListener('pageshow', ({ persisted }) => { if (persisted) { heartbeat.active(); heartbeat.flush(); fetch('/token?user=back') } })",
      )
      await page.goto(`${new URL(server.page()).origin}/other`)
      await expectSession(did, 1500)
      server.aheadMs += 5000
      // Playwright knows nothing of that cache: what it has of the page is over.
      await page.evaluate('history.back()').catch(() => {})
      await expect.poll(() => server.tokens.some((it) => it.user === 'back')).toBe(true)
      await expect.poll(async () => (await server.sessionsOf(user))[0]?.[1] ?? 0).toBeGreaterThan(did[1] + 100)
      expect((await server.sessionsOf(user)).length).toBe(1)
    }))

  test('keeps what was done offline for an hour, through a crash, and sends it when the network is back', () =>
    fresh('offline', async () => {
      const page = await openTab()
      const [first] = await use(page, minute)
      await context.setOffline(true)
      const [, last] = await use(page, 60 * minute, 50_000)
      expect(await unsent(page)).toBeGreaterThan(50)
      const cdp = await context.newCDPSession(page)
      cdp.send('Page.crash').catch(() => {})
      await page.waitForEvent('crash')
      await page.close()
      await context.setOffline(false)
      const before = server.requests.filter((it) => it.user === user).length
      const next = await openTab()
      await expectSession([first, last], 83_000)
      await expect.poll(() => unsent(next)).toBe(0)
      expect(server.requests.filter((it) => it.user === user).length - before).toBeLessThan(5)
    }))

  test('goes on after a restart of the server and with another token', () =>
    fresh('restart', async () => {
      server.expired.add(user)
      const page = await openTab()
      const [first] = await use(page, minute)
      expect(server.tokens.filter((it) => it.user === user).map(({ isRefused }) => isRefused)).toEqual([false, true])
      await server.goAway()
      await use(page, 2 * minute)
      await server.comeBack()
      const [, last] = await use(page, 2 * minute)
      await pass(minute, page)
      await expectSession([first, last])
    }))

  test('rests while tracking is off, and loses nothing of what counts afterwards', () =>
    fresh('switched', async () => {
      const page = await openTab()
      await use(page, minute)
      const path = `/v1/networks/${networkId}/tracking`
      await server.call('PUT', path, { enabled: false })
      const off = server.now
      await use(page, 4 * minute)
      await server.call('PUT', path, { enabled: true })
      const on = server.now
      const [, last] = await use(page, 8 * minute)
      await pass(minute, page)
      await expect.poll(async () => (await server.sessionsOf(user)).length).toBe(2)
      await expect.poll(async () => last - ((await server.sessionsOf(user))[1]?.[1] ?? 0), { timeout: 10_000 }).toBeLessThan(interval)
      const [before, after] = await server.sessionsOf(user)
      expect(before?.[1]).toBeLessThanOrEqual(off)
      expect(after?.[0]).toBeGreaterThanOrEqual(on)
      expect((after?.[0] ?? 0) - on).toBeLessThan(interval)
    }))

  test('never sends what one user did as another, and forgets what it is told to', () =>
    fresh('first', async () => {
      const page = await openTab()
      await context.setOffline(true)
      const did = await use(page, minute)
      await page.evaluate('heartbeat.stop()')
      await context.setOffline(false)
      const first = user
      user = `second ${users++}`
      await page.evaluate(`heartbeat = start({ endpoint: '${server.endpoint}', userId: '${user}' })`)
      await expectSession(await use(page, minute))
      expect(await server.sessionsOf(first)).toEqual([])
      // Back again, the first one's are sent as theirs.
      await page.evaluate(`heartbeat.stop().then(() => { heartbeat = start({ endpoint: '${server.endpoint}', userId: '${first}' }) })`)
      user = first
      await pass(1000, page)
      await expectSession(did)
      await context.setOffline(true)
      await use(page, minute)
      expect(await unsent(page)).toBeGreaterThan(0)
      await page.evaluate('heartbeat.stop({ forget: true })')
      expect(await unsent(page)).toBe(0)
      await context.setOffline(false)
      const next = await openTab()
      await pass(minute, next)
      await expectSession(did)
    }))

  test('forgets what a tab that ended while it forgot has left', () =>
    fresh('dies', async () => {
      const page = await openTab()
      await context.setOffline(true)
      await use(page, minute)
      // The storage takes the mark, and the tab ends before anything else.
      await page.evaluate(
        'IDBFactory.prototype.open = () => { throw 0 }; IDBDatabase.prototype.transaction = () => { throw 0 }; heartbeat.stop({ forget: true })',
      )
      expect(await page.evaluate('Object.keys(localStorage).length')).toBe(1)
      await page.close()
      await context.setOffline(false)
      const next = await openTab()
      await expect.poll(() => unsent(next)).toBe(0)
      await pass(minute, next)
      expect(await server.sessionsOf(user)).toEqual([])
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
    fresh(name, async () => {
      await context.addInitScript(script)
      const page = await openTab()
      const errors: unknown[] = []
      page.on('pageerror', (error) => errors.push(error))
      page.on('console', (message) => errors.push(message.text()))
      const did = await use(page, 2 * minute)
      await page.goto(`${new URL(server.page()).origin}/other`)
      await expectSession(did, 1500)
      expect(errors).toEqual([])
    }),
  )

  test('costs under 130 requests and little script in an hour of use', () =>
    fresh('hour', async () => {
      const page = await openTab()
      const cdp = await context.newCDPSession(page)
      await cdp.send('Profiler.enable')
      await cdp.send('Profiler.start')
      const did = await use(page, 60 * minute, 30_000)
      const { profile } = await cdp.send('Profiler.stop')
      const client = new Set(profile.nodes.filter(({ callFrame }) => callFrame.url.endsWith('/heartbeat.js')).map(({ id }) => id))
      const samples = profile.samples ?? []
      // What is longer than the time between two samples was another process's.
      const micros = (profile.timeDeltas ?? []).reduce(
        (sum, delta, sample) => sum + (client.has(samples[sample] ?? -1) ? Math.min(delta, 1000) : 0),
        0,
      )
      const requests = server.requests.filter((it) => it.user === user).length
      console.log(`an hour of use: ${requests} requests, ${(micros / 1000).toFixed(1)} ms of script`)
      expect(requests).toBeLessThan(130)
      // 60 on a machine that does nothing else.
      expect(micros / 1000).toBeLessThan(120)
      await expectSession(did)
    }))

  async function hide(page: Page, isHidden: boolean): Promise<void> {
    await page.evaluate(
      `Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} }); document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`,
    )
    await idle(page)
  }
})
