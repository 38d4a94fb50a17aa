import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../packages/admin-ui/src/i18n/en.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import { now, type ViewServer } from './view-server.ts'
import { hasFocus, tabTo, textsOf, untilDrawn } from './view-visit.ts'

const inAmsterdam = { locale: 'en-GB', timeZone: 'Europe/Amsterdam' }

describe.runIf(hasChromium)('a page that stays open', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  /** Opens today of someone, on a clock that the test moves. */
  async function openToday(context: BrowserContext): Promise<{ page: Page; reads: string[] }> {
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    const reads: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/v1/')) reads.push(new URL(request.url()).pathname)
    })
    await page.clock.install({ time: now })
    await page.goto(await server.view({ network: 'acme', user: 'anna' }))
    await page.locator('button.day').first().waitFor()
    await tabTo(page, 'button[data-date="2026-11-25"]')
    await page.keyboard.press('Enter')
    await page.locator('activity-day-sessions .chip').first().waitFor()
    return { page, reads }
  }

  test('reads nothing that nobody asked for, says how old it is, and calls nothing "now" that is not', async () => {
    await withBrowser(async (context) => {
      const { page, reads } = await openToday(context)
      expect(await textsOf(page, 'activity-day-sessions .chip')).toEqual([en.now])
      expect(await textsOf(page, '.as-of [role=status]')).toEqual([en.asOf('14:03')])
      await page.clock.runFor(180_000)
      await expect.poll(() => textsOf(page, 'activity-day-sessions .chip')).toEqual([en.orLater])
      expect(await textsOf(page, '.as-of [role=status]')).toEqual([en.asOf('14:03')])
      expect(await textsOf(page, 'button.day .chip')).toEqual([en.todaySoFar])
      expect(await hasFocus(page, 'button[data-date="2026-11-25"]')).toBe(true)
      // Timers that are due fire once: firing each of them for ten hours takes ten seconds.
      await page.clock.fastForward(10 * 3_600_000)
      await expect.poll(() => textsOf(page, 'button.day .chip')).toEqual([en.notComplete])
      expect(await textsOf(page, '.as-of [role=status]')).toEqual([en.asOf('25 Nov, 14:03')])
      expect(reads).toEqual(['/v1/networks/acme/users/anna/days', '/v1/networks/acme/users/anna/days/2026-11-25/sessions'])
    }, inAmsterdam)
  })

  test('reads again on request, of the opened days only what can have changed, and keeps focus, scroll and opened days', async () => {
    await withBrowser(async (context) => {
      const { page, reads } = await openToday(context)
      await tabTo(page, 'button[data-date="2026-11-23"]')
      await page.keyboard.press('Enter')
      await page.locator('activity-day-sessions tbody tr').nth(6).waitFor()
      await server.send('acme', [
        { user: 'anna', device: 'mobile', timeZone: 'Europe/Amsterdam', from: '2026-11-25T14:02+01:00', to: '2026-11-25T14:03+01:00' },
      ])
      await page.clock.runFor(180_000)
      await tabTo(page, '.as-of button', 'Shift+Tab')
      const scrolled = await page.evaluate('(scrollTo(0, 120), scrollY)')
      reads.length = 0
      await page.keyboard.press('Enter')
      await page.locator('activity-day-sessions tbody tr').nth(7).waitFor()
      await expect.poll(() => textsOf(page, '.as-of [role=status]')).toEqual([en.asOf('14:06')])
      expect(reads).toEqual(['/v1/networks/acme/users/anna/days', '/v1/networks/acme/users/anna/days/2026-11-25/sessions'])
      expect(await hasFocus(page, '.as-of button')).toBe(true)
      expect(await page.evaluate('scrollY')).toBe(scrolled)
      expect(await page.locator('button.day[aria-expanded=true]').count()).toBe(2)
    }, inAmsterdam)
  })

  test('keeps dates that are being typed', async () => {
    await withBrowser(async (context) => {
      const { page } = await openToday(context)
      await tabTo(page, '.current', 'Shift+Tab')
      await page.keyboard.press('Enter')
      await tabTo(page, 'label:first-of-type input')
      await page.keyboard.type('03032026')
      await page.clock.runFor(180_000)
      await expect.poll(() => textsOf(page, 'activity-day-sessions .chip')).toContain(en.orLater)
      expect(await page.getByLabel(en.from, { exact: true }).inputValue()).toBe('2026-03-03')
      expect(await hasFocus(page, 'label:first-of-type input')).toBe(true)
    }, inAmsterdam)
  })

  test('reads nothing again for another language', async () => {
    await withBrowser(async (context) => {
      const { page, reads } = await openToday(context)
      reads.length = 0
      await tabTo(page, 'footer button[lang=nl]')
      await page.keyboard.press('Enter')
      await page.locator('html[lang=nl]').waitFor()
      await page.locator('activity-day-sessions .chip').first().waitFor()
      expect(await hasFocus(page, 'footer button[lang=nl]')).toBe(true)
      expect(reads).toEqual([])
    }, inAmsterdam)
  })

  test('reads nothing again for a renewed token, and all of it for another person', async () => {
    await withBrowser(async (context) => {
      const { page, reads } = await openToday(context)
      reads.length = 0
      const hand = async (token: string) => await page.evaluate(`document.querySelector('activity-overview').token = ${JSON.stringify(token)}`)
      await hand(await server.token(['acme'], ['activity:read', 'activity:manage'], 7200))
      // All of the view has drawn what follows from it, and what it asks for, it has asked for before this.
      const later = page.waitForRequest('**/healthz')
      await untilDrawn(page)
      await page.evaluate('fetch("/healthz").then(() => {})')
      await later
      expect(reads).toEqual([])
      await hand(await server.token(['acme'], ['activity:read'], 7200))
      await expect.poll(() => reads.length).toBe(2)
      expect(await page.locator('button.day[aria-expanded=true]').count()).toBe(1)
      // What someone else could read is not left to who may not.
      await hand(await server.token(['another'], ['activity:read']))
      await page.getByText(en.failures.permission).waitFor()
      expect(await page.locator('button.day').count()).toBe(0)
    }, inAmsterdam)
  })
})
