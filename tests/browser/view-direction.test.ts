import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, withBrowser } from './chromium.ts'
import { handToken, openEmbedding } from './embedded-page.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, hasFocus, styleOf } from './view-visit.ts'

const boxOf = async (page: Page, selector: string) => {
  const box = await page.locator(selector).first().boundingBox()
  if (box === null) throw new Error(`${selector} is not drawn`)
  return box
}

describe.runIf(hasChromium)('where texts run from right to left', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  test('time does so too, in each drawing, and arrow keys go where they point', async () => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, 'light-paper', (html) => html.replace('<html', '<html dir="rtl"'))
      await page.setViewportSize({ width: 1100, height: 900 })
      await handToken(page, await server.token(['acme']))
      const day = page.locator('button.day').nth(1)
      await day.focus()
      await page.keyboard.press('ArrowRight')
      expect(await hasFocus(page, 'button.day')).toBe(true)
      await page.keyboard.press('ArrowLeft')
      await focusComesTo(page, '.session')
      const first = await page.locator('.session:focus').getAttribute('aria-label')
      const firstBox = await boxOf(page, '.session:focus .target')
      await page.keyboard.press('ArrowLeft')
      const second = await page.locator('.session:focus').getAttribute('aria-label')
      const secondBox = await boxOf(page, '.session:focus .target')
      expect(first).toMatch(/^Mobile · 7:3/)
      expect(second).toMatch(/^Web · 8:/)
      expect(secondBox.x + secondBox.width).toBeLessThan(firstBox.x)
      // The date stands at the right, the total at the left.
      expect((await boxOf(page, '.day .date')).x).toBeGreaterThan((await boxOf(page, '.day .total')).x)
      // What is told stands at its session.
      const tip = await boxOf(page, '.tip')
      expect(tip.x).toBeLessThan(secondBox.x + secondBox.width)
      expect(tip.x + tip.width).toBeGreaterThan(secondBox.x)
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await focusComesTo(page, 'button.day')
      // The pointer finds the same.
      await page.mouse.move(firstBox.x + firstBox.width / 2, firstBox.y + firstBox.height / 2)
      await expect.poll(async () => await page.locator('.tip').innerText()).toBe(first)
    })
  })

  test('hours stand in their order below a day, and can be read', async () => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, 'light-paper', (html) => html.replace('<html', '<html dir="rtl"'))
      await handToken(page, await server.token(['acme']))
      await page.locator('button.day').nth(1).click()
      // Texts of another script keep their order, at the page's side.
      expect(await styleOf(page, '.day .total', 'unicode-bidi')).toBe('plaintext')
      expect(await styleOf(page, '.day .total', 'text-align')).toBe('left')
      const hours = page.locator('.timeline text')
      await hours.first().waitFor()
      const boxes = await Promise.all((await hours.all()).map(async (hour) => (await hour.boundingBox())?.x ?? Number.NaN))
      expect(boxes.length).toBeGreaterThan(3)
      expect(boxes).toEqual(boxes.toSorted((a, b) => b - a))
      // Mirrored twice is not mirrored.
      for (const drawn of ['.timeline svg', '.timeline text'])
        expect(await styleOf(page, drawn, 'transform'), drawn).toBe('matrix(-1, 0, 0, 1, 0, 0)')
    })
  })

  test('the next day of the chart is at the left', async () => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, 'light-paper', (html) =>
        html.replace('<html', '<html dir="rtl"').replace('user="anna"', 'user="anna" from="2026-10-01" to="2026-11-25"'),
      )
      await handToken(page, await server.token(['acme']))
      await page.locator('.bar').first().waitFor()
      await page.locator('.bar[tabindex="0"]').focus()
      await page.keyboard.press('Home')
      await focusComesTo(page, '[data-date="2026-11-12"]')
      const first = await boxOf(page, '.bar:focus .target')
      await page.keyboard.press('ArrowLeft')
      await focusComesTo(page, '[data-date="2026-11-13"]')
      expect((await boxOf(page, '.bar:focus .target')).x).toBeLessThan(first.x)
    })
  })

  test('the next tab is at the left', async () => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, 'dark-console', (html) => html.replace('<html', '<html dir="rtl"'))
      await handToken(page, await server.token(['acme']))
      await page.locator('#tab-users').focus()
      await page.keyboard.press('ArrowLeft')
      await focusComesTo(page, '#tab-looks')
      expect((await boxOf(page, '#tab-looks')).x).toBeLessThan((await boxOf(page, '#tab-users')).x)
      expect(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))).toBeLessThanOrEqual(0)
    })
  })
})
