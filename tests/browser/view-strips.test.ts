import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { now, ViewServer } from './view-server.ts'
import { focusComesTo, hasFocus, languages, openView, tabTo, textsOf, untilDrawn } from './view-visit.ts'

const network = 'strips'
const timeZone = 'Europe/Amsterdam'

describe.runIf(hasChromium)('the strip of a day', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([{ networkId: network, change: 'on', at: '2026-10-01T00:00Z' }])
    const stay = (user: string, from: string, to: string, device: 'mobile' | 'web' = 'web', zone = timeZone) => ({
      user,
      device,
      timeZone: zone,
      from,
      to,
    })
    await server.send(network, [
      stay('noor', '2026-11-13T22:50+01:00', '2026-11-14T06:40+01:00'),
      stay('noor', '2026-11-16T22:50+01:00', '2026-11-17T06:40+01:00'),
      stay('noor', '2026-11-17T08:10+01:00', '2026-11-17T08:10+01:00', 'mobile'),
      stay('noor', '2026-11-17T05:00+01:00', '2026-11-17T05:30+01:00', 'mobile'),
      stay('kim', '2026-10-25T01:30+02:00', '2026-10-25T02:30+01:00'),
      stay('kim', '2026-10-26T12:00+01:00', '2026-10-26T13:00+01:00'),
      stay('tomas', '2026-11-19T07:00+01:00', '2026-11-19T08:30+01:00'),
      stay('tomas', '2026-11-19T16:00-05:00', '2026-11-19T18:00-05:00', 'web', 'America/New_York'),
      stay('tomas', '2026-11-25T09:00+01:00', '2026-11-25T14:02+01:00'),
    ])
    await server.rollUp()
  })
  afterAll(() => server.stop())

  const strip = (page: Page, date: string) => page.locator(`li:has(button[data-date="${date}"]) activity-day-strip`)

  /** Where an hour of a day is drawn, on the strip's lane for mobile or web. */
  async function placeOf(page: Page, date: string, hour: number, device: 'mobile' | 'web') {
    const box = await strip(page, date).locator('svg').first().boundingBox()
    if (box === null) throw new Error('no strip')
    return { x: box.x + (box.width * hour) / 24, y: box.y + box.height * (device === 'mobile' ? 0.3 : 0.7) }
  }

  describe.each(languages.slice(-rounds(1, 2)))('in $language', ({ locale, words }) => {
    const [hour, minute] = (['hour', 'minute'] as const).map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }))
    const duration = (hours: number, minutes: number) => `${hour?.format(hours)} ${minute?.format(minutes)}`
    const day = (date: string) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }).format(new Date(date))
    const night = `${words.inAll(duration(7, 50))}: ${day('2026-11-16')}, 22:50 – ${day('2026-11-17')}, 06:40`

    test('tells a session to the pointer, to touch and to the keyboard, which goes from one to the next and opens the day', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network, user: 'noor' })
          await strip(page, '2026-11-17').waitFor()
          const tip = page.locator('.tip')
          const at = await placeOf(page, '2026-11-17', 5.2, 'web')
          await page.mouse.move(at.x, at.y)
          await expect.poll(() => textsOf(page, '.tip')).toEqual([`${words.device.web} · 00:00 – 06:40 · ${duration(6, 40)} · ${night}`])
          const beside = await placeOf(page, '2026-11-17', 5.2, 'mobile')
          await page.mouse.move(beside.x, beside.y)
          await expect.poll(() => textsOf(page, '.tip')).toEqual([`${words.device.mobile} · 05:00 – 05:30 · ${minute?.format(30)}`])
          await page.mouse.move(5, 5)
          await expect.poll(() => tip.count()).toBe(0)
          // A finger is told the session, and opens nothing; elsewhere on the row it does.
          const { x: clientX, y: clientY } = await placeOf(page, '2026-11-16', 23.5, 'web')
          const row = page.locator('button[data-date="2026-11-16"]')
          await row.dispatchEvent('pointerdown', { clientX, clientY, pointerType: 'touch', bubbles: true })
          await row.dispatchEvent('click', { clientX, clientY, detail: 1, bubbles: true })
          await expect.poll(() => textsOf(page, '.tip')).toEqual([`${words.device.web} · 22:50 – ${words.midnight} · ${duration(1, 10)} · ${night}`])
          expect(await page.locator('activity-day-sessions').count()).toBe(0)
          await page.mouse.move(at.x, at.y)

          await tabTo(page, 'button[data-date="2026-11-17"]')
          await page.keyboard.press('ArrowUp')
          expect(await hasFocus(page, 'button[data-date="2026-11-17"]')).toBe(true)
          await page.keyboard.press('ArrowRight')
          const labels: string[] = []
          for (let nth = 0; nth < 3; nth++) {
            await focusComesTo(page, '.session')
            labels.push(
              String(
                await page.evaluate(`document.activeElement.shadowRoot ? (() => {
              let focused = document.activeElement
              while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
              return focused.getAttribute('aria-label')
            })() : ''`),
              ),
            )
            await page.keyboard.press('ArrowRight')
          }
          expect(labels.map((label) => label.split(' · ').slice(0, 2).join(' '))).toEqual([
            `${words.device.web} 00:00 – 06:40`,
            `${words.device.mobile} 05:00 – 05:30`,
            `${words.device.mobile} 08:10 – 08:10`,
          ])
          await page.keyboard.press('Home')
          await page.keyboard.press('ArrowLeft')
          await focusComesTo(page, 'button[data-date="2026-11-17"]')
          await page.keyboard.press('ArrowRight')
          await focusComesTo(page, '.session')
          await page.keyboard.press('Enter')
          await page.locator('activity-day-sessions tbody tr').first().waitFor()
          await page.keyboard.press('Escape')
          await focusComesTo(page, 'button[data-date="2026-11-17"][aria-expanded=true]')
          expect(await violationsIn(page)).toEqual([])
          if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/strips-${locale}.png`, fullPage: true })
        },
        { locale, timeZone },
      )
    })

    test('a session that midnight cuts leads to its other part, also beyond the dates that are shown, by keyboard and by mouse', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network, user: 'noor', from: '2026-11-17', to: '2026-11-20' })
          await page.locator('button[data-date="2026-11-17"]').click()
          const mark = page.locator('#day-2026-11-17 .mark')
          await mark.waitFor()
          expect(await textsOf(page, '#day-2026-11-17 .mark')).toEqual([`${words.continuesFromDayBefore} · ${words.inAll(duration(7, 50))}`])
          await tabTo(page, '.mark')
          await page.keyboard.press('Enter')
          await focusComesTo(page, 'button[data-date="2026-11-16"][aria-expanded=true]')
          await page.locator('#day-2026-11-16 .mark').click()
          await focusComesTo(page, 'button[data-date="2026-11-17"][aria-expanded=true]')
        },
        { locale, timeZone },
      )
    })

    test('stands in weeks whose subtotals add up, beside a chart only where there are more than five of them', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network, user: 'noor' })
          await page.locator('li.week').first().waitFor()
          expect(await page.locator('activity-day-chart').count()).toBe(0)
          const dates = (from: string, to: string) =>
            new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).formatRange(new Date(from), new Date(to))
          const plain = (texts: string[]) => texts.map((text) => text.replaceAll(/\s+/g, ' '))
          expect(plain(await textsOf(page, 'li.week'))).toEqual(
            plain([
              `${words.weekOf(dates('2026-11-16', '2026-11-22'))} ${words.activeDayCount(2)} ${duration(8, 20)} ${words.withoutOverlap(duration(7, 50))}`,
              `${words.weekOf(dates('2026-11-12', '2026-11-15'))} ${words.activeDayCount(2)} ${duration(7, 50)}`,
            ]),
          )
          const rows = await page
            .locator('ol.days > li')
            .evaluateAll((items) => items.map((item) => item.querySelector('[data-date]')?.getAttribute('data-date') ?? 'week'))
          expect(rows).toEqual(['week', '2026-11-17', '2026-11-16', 'week', '2026-11-14', '2026-11-13'])
          await page.close()
          const long = await openView(context, server, { network, user: 'noor', from: '2026-10-21', to: '2026-11-25' })
          await long.locator('activity-day-chart').waitFor()
        },
        { locale, timeZone },
      )
    })
  })

  test('a session that midnight cuts leads beyond the dates also while these are read once more', async () => {
    await withBrowser(
      async (context) => {
        const page = await openView(context, server, { network, user: 'noor', from: '2026-11-17', to: '2026-11-20', open: '2026-11-17' })
        const mark = page.locator('#day-2026-11-17 .mark')
        await mark.waitFor()
        const [again, beyond] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
        const asked: string[] = []
        await page.route('**/days?*', async (route) => {
          const url = route.request().url()
          asked.push(url)
          await (url.includes('from=2026-11-16') ? beyond : again).promise
          await route.continue()
        })
        await page.locator('.as-of button').click()
        await mark.click()
        await expect.poll(() => asked.length).toBe(2)
        const answered = page.waitForResponse((response) => response.url().includes('from=2026-11-17'))
        again.resolve()
        await (await answered).finished()
        await untilDrawn(page)
        beyond.resolve()
        await focusComesTo(page, 'button[data-date="2026-11-16"][aria-expanded=true]')
      },
      { locale: 'en-GB', timeZone },
    )
  })

  test('has the same scale in each row, also where clocks change, and shows each clock of a traveller and nothing that is to come', async () => {
    await withBrowser(
      async (context) => {
        const page = await openView(context, server, { network, user: 'kim', from: '2026-10-20', to: '2026-10-30' })
        await strip(page, '2026-10-25').waitFor()
        const widthOf = async (shown: Page, date: string) =>
          Number.parseFloat((await strip(shown, date).locator('svg svg').getAttribute('width')) ?? '')
        expect([await widthOf(page, '2026-10-25'), await widthOf(page, '2026-10-26')]).toEqual([100, 96])
        expect(await strip(page, '2026-10-25').locator('.change').count()).toBe(1)
        expect(await strip(page, '2026-10-25').locator('svg.weekend').count()).toBe(1)
        expect(await strip(page, '2026-10-26').locator('svg.weekend, .change').count()).toBe(0)
        const at = await strip(page, '2026-10-25').boundingBox()
        await page.mouse.move((at?.x ?? 0) + ((at?.width ?? 0) * 2.5) / 25, (at?.y ?? 0) + (at?.height ?? 0) * 0.7)
        await page.getByText('01:30 +02:00 – 02:30 +01:00').waitFor()
        await page.close()
        const other = await openView(context, server, { network, user: 'tomas' })
        await strip(other, '2026-11-19').first().waitFor()
        expect(await textsOf(other, 'activity-day-strip .clock')).toEqual(
          ['Amsterdam', 'New York'].map((place) => languages[0].words.userClock(place)),
        )
        const ground = await strip(other, '2026-11-25').locator('.ground').getAttribute('width')
        expect(Number.parseFloat(ground ?? '')).toBeCloseTo(((now - Date.parse('2026-11-25T00:00+01:00')) / 86_400_000) * 100, 1)
      },
      { locale: 'en-GB', timeZone },
    )
  })
})
