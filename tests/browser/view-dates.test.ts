import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { ViewServer } from './view-server.ts'
import { languages, openView, tabTo, textsOf } from './view-visit.ts'

const network = 'westward'

/** A picker's own words for a range. */
const dates = (from: string, to: string, locale: string) =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .formatRange(new Date(from), new Date(to))
    .replaceAll(/\s/g, ' ')

describe.runIf(hasChromium)('the dates of a user', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([{ networkId: network, change: 'on', at: '2026-11-01T00:00Z' }])
    await server.send(network, [
      // The 26th in Auckland, then the 25th in Los Angeles; it is 13:03Z.
      { user: 'ana', device: 'web', timeZone: 'Pacific/Auckland', from: '2026-11-25T11:30Z', to: '2026-11-25T12:00Z' },
      { user: 'ana', device: 'web', timeZone: 'America/Los_Angeles', from: '2026-11-25T12:30Z', to: '2026-11-25T13:00Z' },
      // Two weeks up to the 25th begin a day earlier than those of the network, which end with the 26th.
      { user: 'lee', device: 'web', timeZone: 'America/Los_Angeles', from: '2026-11-12T18:00Z', to: '2026-11-12T20:00Z' },
      { user: 'lee', device: 'web', timeZone: 'America/Los_Angeles', from: '2026-11-24T18:00Z', to: '2026-11-24T19:00Z' },
    ])
    await server.rollUp()
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(0, rounds(1, 2)))('in $language', ({ locale, words }) => {
    test('end with the last one with activity, which "later" and the picker reach', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network, user: 'ana' })
          await page.locator('button.day').first().waitFor()
          const range = dates('2026-11-13', '2026-11-26', locale)
          expect(await textsOf(page, '.current')).toEqual([`${words.range}: ${range}`])
          expect(await page.locator('button.day').evaluateAll((days) => days.map((day) => day.getAttribute('data-date')))).toEqual([
            '2026-11-26',
            '2026-11-25',
          ])
          const later = page.getByRole('button', { name: words.later })
          await page.getByRole('button', { name: words.earlier }).click()
          await page.getByText(words.noActivityRecorded).waitFor()
          await later.click()
          await page.locator('button.day').nth(1).waitFor()
          expect(await textsOf(page, '.current')).toEqual([`${words.range}: ${range}`])
          expect(await later.getAttribute('aria-disabled')).toBe('true')
          await page.locator('.current').click()
          expect(await page.locator('input[type=date]').first().getAttribute('max')).toBe('2026-11-26')
          await page.getByRole('button', { name: words.lastQuarter }).click()
          await expect.poll(() => textsOf(page, '.current')).toEqual([`${words.range}: ${dates('2026-08-28', '2026-11-26', locale)}`])
        },
        { locale },
      )
    })

    test('are those of the list that led there, also after reloading, in a new tab and on the way back and forth', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network, tab: 'users' })
          const range = dates('2026-11-13', '2026-11-26', locale)
          await page.getByText(range).filter({ visible: true }).waitFor()
          const row = page.getByRole('row').filter({ hasText: 'lee' })
          const total = await row.locator('td').nth(2).innerText()
          const showsTheSame = async (shown: typeof page) => {
            await shown.getByText(`${words.activeDayCount(1)} · ${total}`).waitFor()
            expect(await textsOf(shown, '.current')).toEqual([`${words.range}: ${range}`])
            expect(shown.url()).toBe(`${server.address}/#network=${network}&user=lee&from=2026-11-13&to=2026-11-26`)
          }
          await tabTo(page, 'tbody tr:first-child a')
          await page.getByRole('link', { name: 'lee' }).focus()
          await page.keyboard.press('Enter')
          await showsTheSame(page)
          await page.reload()
          await showsTheSame(page)
          await page.getByRole('button', { name: words.backToUsers }).click()
          await page.getByText(range).filter({ visible: true }).waitFor()
          await page.goBack()
          await showsTheSame(page)
          // Who chooses other dates reads those, and not the list's any more.
          await page.getByRole('button', { name: words.lastTwoWeeks }).click()
          await page.getByText(words.activeDayCount(2)).waitFor()
          await page.getByRole('button', { name: locale === 'nl-NL' ? 'English' : 'Nederlands' }).click()
          await page
            .locator('.current')
            .getByText(dates('2026-11-12', '2026-11-25', locale === 'nl-NL' ? 'en-GB' : 'nl-NL'))
            .waitFor()
          await page.getByRole('button', { name: locale === 'nl-NL' ? 'Nederlands' : 'English' }).click()

          await page.goBack()
          await showsTheSame(page)
          await page.goBack()
          await page.getByText(range).filter({ visible: true }).waitFor()
          const address = await page.getByRole('link', { name: 'lee' }).getAttribute('href')
          const other = await context.newPage()
          await other.clock.setFixedTime(Date.parse('2026-11-25T14:03+01:00'))
          await other.goto(await server.view(Object.fromEntries(new URLSearchParams(address?.slice(1)))))
          await showsTheSame(other)
        },
        { locale },
      )
    })
  })
})
