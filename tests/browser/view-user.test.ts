import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, hasFocus, languages, openView, tabTo, textsOf } from './view-visit.ts'

describe.runIf(hasChromium)('one user', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(0, rounds(1, 2)))('in $language', ({ locale, words }) => {
    const day = (date: string) => new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(date))
    const [hour, minute] = (['hour', 'minute'] as const).map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }))
    const duration = (hours: number, minutes: number) => `${hour?.format(hours)} ${minute?.format(minutes)}`

    test('shows one row per active day of the last two weeks, and opens and closes a day by keyboard alone (R5, R6)', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'anna' })
          // A few rows are drawn per frame.
          await page.locator('button.day').nth(10).waitFor()
          const rows = await textsOf(page, 'button.day')
          expect(rows).toHaveLength(11)
          expect(rows[0]?.toLowerCase()).toBe(`${day('2026-11-25')} ${words.todaySoFar} ${words.sessionCount(3)} ${duration(4, 34)}`.toLowerCase())
          expect(rows[1]?.toLowerCase()).toBe(
            `${day('2026-11-24')} ${words.sessionCount(5)} ${duration(7, 53)} ${words.withoutOverlap(duration(7, 25))}`.toLowerCase(),
          )

          await tabTo(page, 'button[data-date="2026-11-24"]')
          await page.keyboard.press('Enter')
          await page.locator('activity-day-sessions tbody tr').first().waitFor()
          const cells = await textsOf(page, 'activity-day-sessions tbody td')
          // The last one is on the viewer's clock.
          const sessions = Array.from({ length: cells.length / 5 }, (_, row) => cells.slice(row * 5, row * 5 + 3))
          expect(sessions.map(([device, ...times]) => [device?.split(' ')[0], ...times])).toEqual([
            [words.device.mobile, '07:39', '07:52'],
            [words.device.web, '08:56', '12:26'],
            [words.device.mobile, '12:32', '12:48'],
            [words.device.web, '13:18', '16:44'],
            [words.device.mobile, '15:50', '16:18'],
          ])
          await page.keyboard.press('Space')
          await expect.poll(() => page.locator('activity-day-sessions').count()).toBe(0)
          expect(await hasFocus(page, 'button[data-date="2026-11-24"]')).toBe(true)
        },
        { locale },
      )
    })

    test('has one stop for Tab in the picture, arrow keys from day to day, and opens the day on Enter or a click', async () => {
      await withBrowser(
        async (context) => {
          // The chart is there where more than five weeks are shown.
          const page = await openView(context, server, { network: 'acme', user: 'anna', from: '2026-10-12', to: '2026-11-25' })
          await page.locator('button.day').first().waitFor()
          await expect.poll(() => page.getByRole('toolbar').getByRole('button').count()).toBe(11)
          await tabTo(page, '.bar[data-date="2026-11-25"]')
          for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key)
          expect(await hasFocus(page, '.bar[data-date="2026-11-21"]')).toBe(true)
          await page.getByRole('button', { name: `${day('2026-11-21')}: ${minute?.format(20)}`, exact: true }).waitFor()
          await page.getByText(`· ${minute?.format(20)}`).waitFor()
          await page.keyboard.press('Home')
          expect(await hasFocus(page, '.bar[data-date="2026-11-12"]')).toBe(true)
          await page.keyboard.press('End')
          await page.keyboard.press('ArrowLeft')
          // One stop: the next Tab leaves it, and the one back comes to the same day.
          await page.keyboard.press('Tab')
          expect(await hasFocus(page, 'button[data-date="2026-11-25"]')).toBe(true)
          await page.keyboard.press('Shift+Tab')
          expect(await hasFocus(page, '.bar[data-date="2026-11-24"]')).toBe(true)
          await page.keyboard.press('Enter')
          await focusComesTo(page, 'button[data-date="2026-11-24"][aria-expanded=true]')
          await page.locator('activity-day-sessions tbody tr').first().waitFor()

          await page.locator('.bar[data-date="2026-11-25"]').click()
          await page.locator('button[data-date="2026-11-25"][aria-expanded=true]').waitFor()
          await page.locator('activity-day-sessions .chip.live').waitFor()
          expect(await textsOf(page, 'activity-day-sessions .chip.live')).toEqual([words.now])
        },
        { locale },
      )
    })

    test('says at each session that the clock differs, with both times, by keyboard alone, also where clocks change (R7)', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'kim' })
          await page.getByText(words.noActivity).waitFor()
          await tabTo(page, '.current')
          await page.keyboard.press('Enter')
          // Date fields take digits part by part; which part comes first is the browser's affair, so the day is the month too.
          await tabTo(page, 'label:first-of-type input')
          await page.keyboard.type('10102026')
          await tabTo(page, 'label:nth-of-type(2) input')
          await page.keyboard.type('11112026')
          await tabTo(page, 'button[type=submit]')
          await page.keyboard.press('Enter')
          await focusComesTo(page, '.current')
          await tabTo(page, 'button.day')
          await page.keyboard.press('Enter')
          await page.getByText(words.clocksChanged('25')).waitFor()
          const cells = await textsOf(page, 'activity-day-sessions tbody tr:first-child td')
          expect(cells.slice(1, 3)).toEqual(['01:30 +02:00', '02:30 +01:00'])
          expect(cells[0]).toContain(words.inTimeOf('Amsterdam'))
          // In New York it is the evening before.
          expect(await page.getByRole('columnheader').last().innerText()).toBe(words.yourTime('New York'))
          expect(cells[4]).toMatch(/^\S+ 24.*19:30.*21:30$/)
          // On a phone the column is a line of its own.
          await page.setViewportSize({ width: 360, height: 760 })
          expect(await page.getByRole('columnheader').count()).toBe(4)
          expect((await textsOf(page, 'td.viewer'))[0]).toMatch(
            new RegExp(`^${words.yourTime('New York').replace(/[()]/g, '\\$&')}: .*24.*19:30.*21:30$`),
          )
          expect(await violationsIn(page)).toEqual([])
        },
        { locale },
      )
    })

    test('marks no session for a viewer whose clock shows the same (R7)', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'anna' })
          await page.locator('button.day').nth(1).click()
          await page.locator('activity-day-sessions tbody tr').first().waitFor()
          expect(await page.locator('.zone, .viewer').count()).toBe(0)
        },
        { locale, timeZone: 'Europe/Brussels' },
      )
    })

    test('chooses other dates by keyboard alone, and gives the focus back however that ends', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'kim' })
          await page.locator('.empty').waitFor()
          await tabTo(page, '.current')
          await page.keyboard.press('Enter')
          await tabTo(page, '.panel input')
          await page.keyboard.press('Escape')
          await focusComesTo(page, '.current')
          expect(await page.locator('.panel').count()).toBe(0)
          // It closes behind who goes on without choosing.
          await page.keyboard.press('Enter')
          await tabTo(page, '.as-of button')
          expect(await page.locator('.panel').count()).toBe(0)

          await tabTo(page, '.current', 'Shift+Tab')
          await page.keyboard.press('Space')
          await tabTo(page, 'label:first-of-type input')
          await page.keyboard.type('03032026')
          await tabTo(page, 'label:nth-of-type(2) input')
          await page.keyboard.type('02022026')
          await page.getByText(words.rangeBackwards).waitFor()
          await tabTo(page, 'label:first-of-type input', 'Shift+Tab')
          await tabTo(page, 'label:nth-of-type(2) input')
          await page.keyboard.type('04042026')
          await page.keyboard.press('Enter')
          await focusComesTo(page, '.current')
          await tabTo(page, 'button.day[data-date="2026-03-29"]')
          await page.keyboard.press('Enter')
          await page.getByText(words.clocksChanged('23')).waitFor()
          const cells = await textsOf(page, 'activity-day-sessions tbody tr:first-child td')
          expect(cells.slice(1, 3)).toEqual(['01:30 +01:00', '04:00 +02:00'])
          expect(cells[3]).toMatch(/1.*30/)

          // Later and later, until it is today and stays there.
          await tabTo(page, '.step[aria-disabled]', 'Shift+Tab')
          for (let steps = 0; steps < 12; steps++) await page.keyboard.press('Enter')
          await page.locator('.step[aria-disabled=true]').waitFor()
          expect(await hasFocus(page, '.step[aria-disabled=true]')).toBe(true)
        },
        { locale },
      )
    })

    test('marks what goes on over midnight', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'noor' })
          await page.locator('button.day').first().click()
          await page.getByText(words.continuesFromDayBefore).waitFor()
          await page.locator('button.day').nth(1).click()
          await page.getByText(words.continuesNextDay).waitFor()
          await page.getByText(words.midnight).waitFor()
          expect(await page.locator('.mark').count()).toBe(2)
        },
        { locale },
      )
    })
  })

  test('stays open when a day is clicked twice in a hurry', async () => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme', user: 'anna' })
      await page.locator('button.day').nth(1).dblclick()
      await page.locator('activity-day-sessions tbody tr').first().waitFor()
    })
  })

  test('shows the sessions of a day that has more than a page, page by page and by keyboard', async () => {
    await withBrowser(
      async (context) => {
        const { words } = languages[0]
        const page = await openView(context, server, { network: 'busy', user: 'kiosk' })
        const reads: string[] = []
        // Shorter pages than the view asks for: its own hold more than the 500 sessions of this day.
        await page.route('**/sessions?*', (route) => {
          reads.push(route.request().url())
          return route.continue({ url: route.request().url().replace('limit=500', 'limit=200') })
        })
        await page.locator('button.day').first().click()
        const rows = page.locator('activity-day-sessions tbody tr')
        await page.getByText(words.sessionsShown('200', '500')).waitFor()
        await tabTo(page, '.more button')
        await page.keyboard.press('Enter')
        await page.getByText(words.sessionsShown('400', '500')).waitFor()
        await focusComesTo(page, 'tr')
        expect(await rows.count()).toBe(400)
        await tabTo(page, '.more button')
        await page.keyboard.press('Enter')
        await expect.poll(() => rows.count()).toBe(500)
        await focusComesTo(page, 'tr')
        expect(await page.getByRole('button', { name: words.moreSessions }).count()).toBe(0)
        expect(reads).toHaveLength(3)
        // In order, and each once.
        const starts = await textsOf(page, 'activity-day-sessions tbody td:nth-child(2)')
        expect(new Set(starts).size).toBe(500)
        expect(starts.toSorted()).toEqual(starts)
      },
      { locale: 'en-GB', timeZone: 'Europe/Amsterdam' },
    )
  })
})
