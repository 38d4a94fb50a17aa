import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { secondsOf } from './seconds-of.ts'
import { ViewServer } from './view-server.ts'
import { languages, openView, textsOf } from './view-visit.ts'

const network = 'sums'
const timeZone = 'Europe/Amsterdam'

describe.runIf(hasChromium)('what the view shows', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([{ networkId: network, change: 'on', at: '2026-11-01T00:00Z' }])
    const stays = [12, 13, 16, 17, 20, 24].flatMap((date) =>
      Array.from({ length: 8 }, (_, nth) => {
        const from = Date.parse(`2026-11-${date}T${String(8 + nth).padStart(2, '0')}:05:59.${String(137 * (nth + 1)).padStart(3, '0')}Z`)
        const to = from + 20 * 60_000 + 977 * (nth + 1) + date * 613
        return {
          user: 'odd',
          device: nth % 2 === 0 ? 'web' : 'mobile',
          timeZone,
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
        } as const
      }),
    )
    await server.send(network, [
      ...stays,
      { user: 'odd', device: 'web', timeZone, from: '2026-11-18T22:40:10.250Z', to: '2026-11-18T23:20:20.750Z' },
      { user: 'odd', device: 'mobile', timeZone, from: '2026-11-19T12:25:00.400Z', to: '2026-11-19T12:55:31.900Z' },
      { user: 'blink', device: 'web', timeZone, from: '2026-11-19T12:00:00.400Z', to: '2026-11-19T12:00:00.400Z' },
    ])
    await server.rollUp()
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(-rounds(1, 2)))('in $language', ({ locale, words }) => {
    const units = (['hour', 'minute', 'second'] as const).map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }))
    const seconds = (text: string) => secondsOf(text, locale)
    const clockSeconds = (text: string) => {
      const [hours = 0, minutes = 0, seconds = 0] = (/\d\d:\d\d(:\d\d)?/.exec(text)?.[0] ?? '24:00').split(':').map(Number)
      return (hours * 60 + minutes) * 60 + seconds
    }
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

    test('adds up, with a pencil: sessions to days, days to the fortnight, that to the list of users; on paper too', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network, user: 'odd' })
          await page.locator('button.day').first().waitFor()
          const dates = await page.locator('button.day').evaluateAll((days) => days.map((day) => day.getAttribute('data-date') ?? ''))
          const days = (await textsOf(page, 'button.day .total')).map(seconds)
          expect(dates).toHaveLength(8)
          expect(days[dates.indexOf('2026-11-18')]).toBe(19 * 60 + 50)
          // The part after midnight, and the one from 13:25:00 to 13:55:31.
          expect(days[dates.indexOf('2026-11-19')]).toBe(20 * 60 + 20 + 30 * 60 + 31)
          const summary = seconds((await textsOf(page, '.summary [role=status]'))[0]?.split('·')[1] ?? '')
          expect(summary).toBe(sum(days))
          const weeks = (await textsOf(page, 'li.week .total')).map(seconds)
          expect([weeks.length, sum(weeks)]).toEqual([3, summary])
          await page.goto(await server.view({ network, user: 'odd', from: '2026-10-12', to: '2026-11-25' }))
          await page.locator('.bar').first().waitFor()
          const labels = await page.locator('.bar').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-label') ?? ''))
          expect(labels.map((label) => seconds(label.slice(label.indexOf(': ')))).reverse()).toEqual(days)
          expect(seconds((await page.getByRole('toolbar').getAttribute('aria-label')) ?? '')).toBe(summary)

          await page.goto(await server.view({ network, user: 'odd' }))
          await expect.poll(() => page.locator('.bar').count()).toBe(0)
          for (const [nth, date] of dates.entries()) {
            const day = page.locator(`button[data-date="${date}"]`)
            await day.click()
            const rows = page.locator(`#day-${date} tbody tr`)
            await rows.first().waitFor()
            const cells = await Promise.all((await rows.all()).map((row) => row.locator('td').allInnerTexts()))
            for (const [, start = '', end = '', duration = ''] of cells) expect(clockSeconds(end) - clockSeconds(start)).toBe(seconds(duration))
            expect(sum(cells.map(([, , , duration = '']) => seconds(duration)))).toBe(days[nth])
          }

          // What a printer gets of the days and sessions is what the screen has.
          const read = 'ol.days .count, ol.days strong, ol.days .overlap, activity-day-sessions .clock, td.duration'
          // Rows that are not in the window are not drawn, and have no inner text.
          const shown = (await page.locator(read).allTextContents()).map((text) => text.replaceAll(/\s+/g, ' ').trim())
          expect(shown.length).toBeGreaterThan(150)
          await page.emulateMedia({ media: 'print' })
          expect(await textsOf(page, read)).toEqual(shown)
          await page.emulateMedia({ media: 'screen' })

          await page.getByRole('button', { name: words.backToUsers }).click()
          const ofUser = (user: string) => page.getByRole('row').filter({ hasText: user }).locator('td').nth(2).innerText()
          await page.getByText('blink').waitFor()
          expect(seconds(await ofUser('odd'))).toBe(summary)
          expect((await ofUser('blink')).replaceAll('\u00a0', ' ')).toBe(units[2]?.format(0))
        },
        { locale, timeZone },
      )
    })
  })
})
