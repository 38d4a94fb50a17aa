import type { Browser, CDPSession } from 'playwright-core'
import { noteSigns } from './note-signs.ts'

interface Reply {
  readonly id?: number
  readonly result?: { readonly result?: { readonly value?: unknown } }
  readonly error?: unknown
}

/**
 * A tab that Playwright knows nothing of. It holds its own tabs visible, so that the browser neither hides nor freezes them whatever it is told; and what it
 * has of a frozen tab's requests is never over.
 */
export class RawTab {
  readonly #browser: CDPSession
  readonly #sessionId: string
  readonly #targetId: string
  readonly #otherId: string
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #moves = 0
  #sent = 0

  private constructor(browser: CDPSession, sessionId: string, targetId: string, otherId: string) {
    this.#browser = browser
    this.#sessionId = sessionId
    this.#targetId = targetId
    this.#otherId = otherId
    browser.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
      const reply = JSON.parse(message) as Reply
      if (from === sessionId && reply.id !== undefined) this.#waiting.get(reply.id)?.(reply)
    })
  }

  /** @param aheadMs by how much its wall clock is ahead of the machine's; `ahead` in the page, which can be changed */
  static async open(browser: Browser, address: string, aheadMs: number): Promise<RawTab> {
    const session = await browser.newBrowserCDPSession()
    const { browserContextId } = await session.send('Target.createBrowserContext')
    const open = async () => (await session.send('Target.createTarget', { url: 'about:blank', browserContextId })).targetId
    const [otherId, targetId] = [await open(), await open()]
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false })
    const tab = new RawTab(session, sessionId, targetId, otherId)
    await tab.#send('Page.enable')
    const source = `${noteSigns}
      window.ahead = ${aheadMs}
      const now = Date.now
      Date.now = () => now() + ahead`
    await tab.#send('Page.addScriptToEvaluateOnNewDocument', { source })
    await tab.#send('Page.navigate', { url: address })
    return tab
  }

  async #send(method: string, params: object = {}): Promise<Reply> {
    const id = ++this.#sent
    const reply = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve))
    await this.#browser.send('Target.sendMessageToTarget', { sessionId: this.#sessionId, message: JSON.stringify({ id, method, params }) })
    const answer = await reply
    if (answer.error !== undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`)
    return answer
  }

  async evaluate(expression: string): Promise<unknown> {
    return (await this.#send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })).result?.result?.value
  }

  /** The person moves the mouse, and this is when, in epoch milliseconds of the page. The browser drops what comes before it has drawn the page. */
  async move(): Promise<number> {
    const count = async () => Number(await this.evaluate('did.length'))
    const before = await count()
    // One at a time, since the client looks at none that follows another within a second. The first move of a page leads nowhere.
    while ((await count()) === before) await this.#send('Input.dispatchMouseEvent', { type: 'mouseMoved', x: 10, y: 10 + (this.#moves++ % 90) })
    return Number(await this.evaluate('did.at(-1)'))
  }

  /** The browser hides it and then freezes it, as it does with a tab that nobody has looked at for long. */
  async freeze(): Promise<void> {
    await this.#send('Page.setWebLifecycleState', { state: 'frozen' })
  }

  /** Somebody looks at another tab, and then at this one again. */
  async lookAt(): Promise<void> {
    for (const targetId of [this.#otherId, this.#targetId]) await this.#browser.send('Target.activateTarget', { targetId })
  }

  /** It runs again, but nobody looks at it yet. */
  async thaw(): Promise<void> {
    await this.#send('Page.setWebLifecycleState', { state: 'active' })
  }
}
