import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'
import type { HeartbeatServer } from './heartbeat-server.ts'
import { executablePath } from './launch-browser.ts'
import { noteSigns } from './note-signs.ts'

const second = 1000
export const minute = 60 * second

/** Beats are at most this far apart. */
export const interval = 33 * second

/** While something may be sent, clocks go in steps in which no request and no storage is given up. */
const stepMs = 20 * second

/** After so long without a sign nothing is timed any more, unless something could not be sent. */
const quietAfterMs = 3 * minute

/** @param executable another one than those that the other tests use */
export async function launchHeartbeatBrowser(executable = executablePath): Promise<Browser> {
  return await chromium.launch({
    executablePath: executable,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
}

/** One person in an empty browser, whose clock, like the server's, only the test moves. */
export class HeartbeatVisit {
  user: string
  readonly context: BrowserContext
  readonly #server: HeartbeatServer
  readonly #open = new Set<Request>()
  #moves = 0

  private constructor(server: HeartbeatServer, context: BrowserContext, user: string) {
    this.#server = server
    this.context = context
    this.user = user
    context.on('request', (request) => this.#open.add(request))
    context.on('requestfinished', (request) => this.#open.delete(request))
    context.on('requestfailed', (request) => this.#open.delete(request))
  }

  static async run(server: HeartbeatServer, browser: Browser, user: string, work: (visit: HeartbeatVisit) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ timezoneId: 'Europe/Amsterdam' })
    try {
      // One clock for all tabs.
      await context.clock.install({ time: server.now })
      await context.addInitScript(noteSigns)
      await work(new HeartbeatVisit(server, context, user))
    } finally {
      await context.close()
    }
  }

  async openTab(address = this.#server.page(this.user)): Promise<Page> {
    const page = await this.context.newPage()
    await page.goto(address)
    await page.waitForFunction('window.log !== undefined')
    return page
  }

  /** Time passes, for the server and these tabs. */
  async pass(ms: number, ...pages: Page[]): Promise<void> {
    for (let passed = 0; passed < ms; ) {
      await this.idle(...pages)
      const isQuiet = passed >= quietAfterMs && (await Promise.all(pages.map((page) => this.unsent(page)))).every((unsent) => unsent === 0)
      const step = isQuiet ? ms - passed : Math.min(stepMs, ms - passed)
      this.#server.aheadMs += step
      await this.context.clock.runFor(step)
      passed += step
    }
    await this.idle(...pages)
  }

  /** What was begun is done: requests and storage. */
  async idle(...pages: Page[]): Promise<void> {
    for (const request of this.#open) if (request.frame().page().isClosed()) this.#open.delete(request)
    // What a crashed tab has begun is never reported to be over.
    for (let quiet = 0, until = Date.now() + 60_000; quiet < 2 && Date.now() < until; ) {
      await Promise.all(pages.map((page) => page.evaluate(turns)))
      quiet = this.#open.size === 0 ? quiet + 1 : 0
    }
    this.#open.clear()
  }

  /** The person moves the mouse, and this is when. The browser drops what comes before it has drawn the page. */
  async move(page: Page): Promise<[first: number, last: number]> {
    const before = (await this.did(page)).length
    for (;;) {
      // The first move of a page leads nowhere.
      const nth = this.#moves++
      await page.mouse.move(10 + (nth % 200), 20 + (nth % 90), { steps: 2 })
      const did = (await this.did(page)).slice(before)
      const [first, last] = [did[0], did.at(-1)]
      if (first !== undefined && last !== undefined) return [first, last]
    }
  }

  /** The pointer comes to rest over the page, which hears of it. */
  async rest(page: Page): Promise<void> {
    do await page.mouse.move(50, 60)
    while (await page.evaluate('window.place === undefined'))
  }

  /** When the person did something in this page, since it was loaded. */
  did(page: Page): Promise<number[]> {
    return page.evaluate('did')
  }

  /** Uses a tab; resolves to the first and the last instant at which the person did something. */
  async use(page: Page, ms: number, everyMs = stepMs): Promise<[first: number, last: number]> {
    let [first, last] = await this.move(page)
    for (let passed = 0; passed < ms; passed += everyMs) {
      await this.pass(everyMs, page)
      ;[, last] = await this.move(page)
    }
    return [first, last]
  }

  /** As a browser says it of a tab behind another one. */
  async hide(page: Page, isHidden: boolean): Promise<void> {
    await page.evaluate(
      `Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} }); document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`,
    )
    await this.idle(page)
  }

  /** The tab's process ends without a word. */
  async crash(page: Page): Promise<void> {
    const cdp = await this.context.newCDPSession(page)
    cdp.send('Page.crash').catch(() => {})
    await page.waitForEvent('crash')
    // It has no clock any more.
    await page.close()
  }

  async leads(page: Page): Promise<boolean> {
    const events = (await page.evaluate('log')) as [string, string][]
    return events.findLast(([type]) => type === 'lead')?.[1] === 'true'
  }

  async unsent(page: Page): Promise<number> {
    return (await this.unsentInstants(page)).length
  }

  /** When that was done which is not known to be sent. */
  unsentInstants(page: Page): Promise<number[]> {
    return page.evaluate(readUnsent)
  }

  get sessions(): Promise<[start: number, end: number][]> {
    return this.#server.sessionsOf(this.user)
  }

  /** Requests with points, or for the time. */
  get requests(): number {
    return this.#server.requests.filter((it) => it.user === this.user).length
  }
}

/** Lets a page do what it has begun, by no timer of its own. A transaction begins when all before it have ended. */
const turns = `(async () => {
  const channel = new MessageChannel()
  for (let turns = 0; turns < 20; turns++) {
    await new Promise((resolve) => {
      channel.port1.onmessage = resolve
      channel.port2.postMessage(0)
    })
  }
  try {
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve) => { const request = indexedDB.open(name); request.onsuccess = () => resolve(request.result) })
      if (database.objectStoreNames.length > 0) {
        const transaction = database.transaction(name)
        transaction.objectStore(name).count()
        await new Promise((resolve) => { transaction.oncomplete = resolve })
      }
      database.close()
    }
  } catch {}
})()`

const readUnsent = `(async () => {
  const instants = []
  const result = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
  for (const { name } of await indexedDB.databases()) {
    const database = await result(indexedDB.open(name))
    instants.push(...(await result(database.transaction(name).objectStore(name).getAll())).filter(({ id }) => id).map(({ occurredAt }) => occurredAt))
    database.close()
  }
  return instants
})()`
