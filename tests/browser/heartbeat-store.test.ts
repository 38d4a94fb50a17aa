import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium, withBrowser } from './chromium.ts'

const source = readFileSync(join(import.meta.dirname, '../../packages/heartbeat/src/indexed-db.ts'), 'utf8')
const page = `<!doctype html><script type="module">
${stripTypeScriptTypes(source)}
window.open = () => { window.change = openIndexedDb('a store') }
window.point = (id) => ({ id, occurredAt: id })
window.ids = (points) => points?.map(({ id }) => id)
window.isReady = true
</script>`

describe.runIf(hasChromium)('the durable queue', () => {
  const inTabs = (work: (...tabs: [Page, Page]) => Promise<void>) =>
    withBrowser(async (context) => {
      await context.route('http://store.test/', (route) => route.fulfill({ contentType: 'text/html', body: page }))
      await work(await openTab(context), await openTab(context))
    })

  async function openTab(context: BrowserContext): Promise<Page> {
    const tab = await context.newPage()
    await tab.goto('http://store.test/')
    await tab.waitForFunction('window.isReady')
    await tab.evaluate('open()')
    return tab
  }

  const change = (tab: Page, remove: readonly number[], add: readonly number[], forget = false) =>
    tab.evaluate(`change(${JSON.stringify(remove)}.map(point), ${JSON.stringify(add)}.map(point), ${forget}).then(ids)`)

  test('is one of all tabs, and loses nothing when they change it at once', () =>
    inTabs(async (first, second) => {
      const many = 'Promise.all(Array.from({ length: 50 }, (_, nth) => change(nth ? [point(start + nth - 1)] : [], [point(start + nth)])))'
      await Promise.all([
        first.evaluate(`const start = 100; void 0, ${many}.then(() => {})`),
        second.evaluate(`const start = 200; ${many}.then(() => {})`),
      ])
      expect(await change(first, [], [])).toEqual([149, 249])
      expect(await change(second, [149], [1, 2])).toEqual([1, 2, 249])
    }))

  test('is empty when it was forgotten, and a tab that did not hear of it neither gets nor adds anything', () =>
    inTabs(async (first, second) => {
      await change(first, [], [1, 2])
      expect(await change(second, [], [3], true)).toBeUndefined()
      expect(await change(first, [], [4])).toBeUndefined()
      expect(await change(first, [], [])).toBeUndefined()
      await first.reload()
      await first.evaluate('open()')
      expect(await change(first, [], [5])).toEqual([5])
    }))

  test('is forgotten once, however late a tab sees that another has done it', () =>
    inTabs(async (first, second) => {
      await change(first, [], [1, 2])
      // Each process has a copy of `localStorage`, which follows that of others some time later.
      await first.evaluate("addEventListener('storage', ({ newValue }) => { mark ??= newValue }); globalThis.mark = undefined")
      expect(await change(second, [], [], true)).toBeUndefined()
      await second.evaluate('open()')
      expect(await change(second, [], [3])).toEqual([3])
      await first.waitForFunction('mark')
      await first.evaluate("localStorage.setItem('a store', mark)")
      expect(await change(first, [], [4])).toBeUndefined()
      expect(await change(second, [], [])).toEqual([3])
      await first.waitForFunction('localStorage.length === 0')
    }))

  test('is forgotten first of all by whoever uses it after a tab that ended while it forgot', () =>
    inTabs(async (first, second) => {
      await change(first, [], [1, 2])
      await first.evaluate("localStorage.setItem('a store', '1')")
      await first.close()
      await second.waitForFunction('localStorage.length === 1')
      expect(await change(second, [], [3])).toBeUndefined()
      await second.evaluate('open()')
      expect(await change(second, [], [4])).toEqual([4])
      expect(await second.evaluate('localStorage.length')).toBe(0)
    }))
})
