import { signToken } from '@stitchlog/http-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { tokenSecret } from './create-test-standalone.ts'
import { now, ViewServer } from './view-server.ts'
import { languages, openView, textsOf } from './view-visit.ts'

const network = 'places'
const timeZone = 'Europe/Amsterdam'

describe.runIf(hasChromium)('the address', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([{ networkId: network, change: 'on', at: '2026-10-01T00:00Z' }])
    await server.send(
      network,
      ['2026-10-14', '2026-11-18', '2026-11-19', '2026-11-24'].map((date) => ({
        user: 'ben',
        device: 'web',
        timeZone,
        from: `${date}T09:00Z`,
        to: `${date}T10:00Z`,
      })),
    )
    await server.rollUp()
  })
  afterAll(() => server.stop())

  test.each(languages.slice(-rounds(1, 2)))(
    'holds what is seen, for reloads, for the way back and forth, and for bookmarks; never the token: $language',
    async ({ locale, words }) => {
      await withBrowser(
        async (context) => {
          const token = await server.token([network])
          const page = await openView(context, server, { network, tab: 'users' }, token)
          const urls: string[] = []
          const shows = async (fragment: string, days: number, open: readonly string[]) => {
            await expect.poll(() => page.url()).toBe(`${server.address}/#${fragment}`)
            await expect.poll(() => page.locator('button.day').count()).toBe(days)
            await expect
              .poll(() => page.locator('button.day[aria-expanded=true]').evaluateAll((all) => all.map((day) => day.getAttribute('data-date'))))
              .toEqual(open)
            urls.push(page.url())
          }
          await page.getByRole('link', { name: 'ben' }).click()
          const usual = `network=${network}&user=ben&from=2026-11-12&to=2026-11-25`
          await shows(usual, 3, [])
          await page.locator('button[data-date="2026-11-18"]').click()
          await page.locator('button[data-date="2026-11-24"]').click()
          await shows(`${usual}&open=2026-11-18,2026-11-24`, 3, ['2026-11-24', '2026-11-18'])
          await page.getByRole('button', { name: words.lastWeek }).click()
          const lastWeek = `network=${network}&user=ben&from=2026-11-16&to=2026-11-22`
          await shows(lastWeek, 2, [])
          await page.locator('button[data-date="2026-11-19"]').click()
          await shows(`${lastWeek}&open=2026-11-19`, 2, ['2026-11-19'])
          await page.reload()
          await shows(`${lastWeek}&open=2026-11-19`, 2, ['2026-11-19'])
          await page.goBack()
          await shows(`${usual}&open=2026-11-18,2026-11-24`, 3, ['2026-11-24', '2026-11-18'])
          await page.goForward()
          await shows(`${lastWeek}&open=2026-11-19`, 2, ['2026-11-19'])
          await page.getByRole('button', { name: words.lastTwoWeeks }).click()
          // The usual range is no date in the address: it goes on with the days.
          await shows(`network=${network}&user=ben`, 3, [])
          await page.getByRole('button', { name: words.backToUsers }).click()
          await page.getByRole('button', { name: words.lastMonth }).click()
          await shows(`network=${network}&tab=users&from=2026-10-01&to=2026-10-31`, 0, [])
          await expect.poll(() => textsOf(page, '.named [aria-pressed=true]')).toEqual([words.lastMonth])
          await page.getByRole('link', { name: 'ben' }).click()
          await shows(`network=${network}&user=ben&from=2026-10-01&to=2026-10-31`, 1, [])
          await page.goBack()
          await expect.poll(() => textsOf(page, '.named [aria-pressed=true]')).toEqual([words.lastMonth])
          for (const url of urls) expect(url).not.toContain(token.slice(0, 20))

          // A link that is opened in a new tab, and an address that is typed in one, go on with the session of this browser.
          const opening = context.waitForEvent('page')
          await page.getByRole('link', { name: 'ben' }).click({ modifiers: ['ControlOrMeta'] })
          const opened = await opening
          await opened.locator('button[data-date="2026-10-14"]').waitFor()
          expect(opened.url()).toBe(`${server.address}/#network=${network}&user=ben&from=2026-10-01&to=2026-10-31`)
          const typed = await context.newPage()
          await typed.clock.setFixedTime(now)
          await typed.goto(`${server.address}/#network=${network}&user=ben&open=2026-11-24`)
          await typed.locator('activity-day-sessions tbody tr').waitFor()
        },
        { locale, timeZone },
      )
    },
  )

  test('of a new tab gets the token of the tab that opened it, and none where nobody knows whose', async () => {
    await withBrowser(
      async (context) => {
        const { words } = languages[0]
        const tokenOf = (subject: string, scopes: readonly 'activity:read'[] = ['activity:read']) =>
          signToken(tokenSecret, { subject, networks: [network], scopes, expiresInSeconds: 600 }, Date.now())
        const [anna, boss] = [
          await openView(context, server, { network, tab: 'users' }, await tokenOf('anna')),
          await openView(context, server, { network, tab: 'users' }, await tokenOf('boss')),
        ]
        const tokenIn = async (page: typeof anna) => String(await page.evaluate("sessionStorage.getItem('stitchlog-token')"))
        for (const page of [boss, anna]) {
          await page.getByRole('link', { name: 'ben' }).waitFor()
          const opening = context.waitForEvent('page')
          await page.getByRole('link', { name: 'ben' }).click({ modifiers: ['ControlOrMeta'] })
          const opened = await opening
          await opened.locator('button.day').first().waitFor()
          expect(await tokenIn(opened)).toBe(await tokenIn(page))
          await opened.close()
        }
        const fresh = await context.newPage()
        await fresh.goto(`${server.address}/#network=${network}&tab=users`)
        await fresh.getByText(words.noToken).waitFor()
        expect(await tokenIn(fresh)).toBe('null')
        // Another network is not shown by anybody's token.
        await boss.close()
        await fresh.goto(`${server.address}/#network=other&tab=users`)
        await fresh.reload()
        await fresh.getByText(words.noToken).waitFor()
      },
      { locale: 'en-GB', timeZone },
    )
  })
})
