import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { Asking } from './asking.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { lookAt, ownToken } from './own-view-states.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, languages, leaveView, openView, readApi, tabTo, textsOf } from './view-visit.ts'

const timeZone = 'Europe/Amsterdam'
const fortnight = { from: '2026-11-12', to: '2026-11-25' }

describe.runIf(hasChromium)('my activity', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
    // At whom no other test looks.
    await lookAt(server, 'acme', 'tomas')
    // More than a page, and none of them belongs to another.
    const reader = await server.token(['crowd'], ['activity:read'])
    for (let nth = 0; nth < 5; nth++) await Promise.all(Array.from({ length: 11 }, () => readApi(server, '/v1/networks/crowd/users?limit=1', reader)))
    await lookAt(server, 'crowd', 'user-000')
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(-rounds(1, 2)))('in $language', ({ locale, words }) => {
    const rowsOf = async (page: Parameters<typeof textsOf>[0]) => (await textsOf(page, 'tbody tr')).map((text) => text.replace(/^\S+ /, ''))
    const dates = (from: string, to: string) =>
      new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
        .formatRange(new Date(from), new Date(to))
        .replaceAll(/\s+/g, ' ')

    test.each([
      { by: 'mouse', byKeyboard: false },
      { by: 'keyboard', byKeyboard: true },
    ])('answers "who looked at my data?" with one click by $by', async ({ byKeyboard }) => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { me: '' }, await ownToken('tomas', ['acme']))
          const who = new Asking(page, byKeyboard)
          await who.choose('#tab-looks')
          await page.locator('tbody tr').nth(1).waitFor()
          expect(await rowsOf(page)).toEqual([
            `admin ${words.lookCount(3)} ${dates('2026-11-18', '2026-11-20')}`,
            `admin ${words.lookKinds.overview} ${dates(fortnight.from, fortnight.to)}`,
          ])
          expect(who.count).toBe(1)
          // Which of my days, and all that are older.
          await who.choose('.group')
          await expect.poll(() => page.locator('tbody .single').count()).toBe(3)
          expect(who.count).toBe(2)

          await leaveView(page)
          await page.goto(await server.view({ me: '', tab: 'looks' }, await ownToken('user-000', ['crowd'])))
          await expect.poll(() => page.locator('tbody .line').count()).toBe(48)
          const older = new Asking(page, byKeyboard)
          await older.choose('.more button')
          await expect.poll(() => page.locator('tbody .line').count()).toBe(57)
          expect(await page.locator('.more button').count()).toBe(0)
          expect(older.count).toBe(1)
          await focusComesTo(page, 'tbody .line:nth-of-type(49)')
        },
        { locale, timeZone },
      )
    })

    test('is what others see, as days, sessions and a file, in an address that holds what is seen; by keyboard alone', async () => {
      await withBrowser(
        async (context) => {
          const token = await ownToken('anna', ['acme'])
          const page = await openView(context, server, { me: '' }, token)
          await page.getByText(words.ownDaysAbout).waitFor()
          await page.locator('button.day').nth(10).waitFor()
          expect(page.url()).toBe(`${server.address}/#me`)
          expect(await page.title()).toBe(words.myActivity)
          const mine = await page.locator('activity-day-list').innerText()
          await tabTo(page, 'button.day')
          await page.keyboard.press('ArrowDown')
          await page.keyboard.press('Enter')
          await page.locator('activity-day-sessions tbody tr').first().waitFor()
          await expect.poll(() => page.url()).toBe(`${server.address}/#me&open=2026-11-24`)
          const mySessions = await page.locator('activity-day-sessions').innerText()
          await tabTo(page, '.dots', 'Shift+Tab')
          await page.keyboard.press('Enter')
          expect(await page.getByRole('menuitem', { name: words.erase }).count()).toBe(0)
          const saving = page.waitForEvent('download')
          await page.keyboard.press('Enter')
          const file = readFileSync(await (await saving).path(), 'utf8')
          expect(await violationsIn(page)).toEqual([])

          // Other dates and tabs are steps that lead back.
          await tabTo(page, '.named button:nth-child(2)')
          await page.keyboard.press('Enter')
          await expect.poll(() => page.locator('button.day').count()).toBe(6)
          await tabTo(page, '[role=tab]', 'Shift+Tab')
          await page.keyboard.press('End')
          await page.getByRole('heading', { name: words.ownRecordWho }).waitFor()
          expect(page.url()).toBe(`${server.address}/#me&tab=record&from=2026-11-16&to=2026-11-22`)
          await page.reload()
          await page.getByRole('heading', { name: words.ownRecordWho }).waitFor()
          await page.goBack()
          await expect.poll(() => page.locator('button.day').count()).toBe(6)
          await page.goBack()
          await page.locator('activity-day-sessions tbody tr').first().waitFor()

          // A manager who opens the same user sees the same, and so does the file.
          const reader = await server.token(['acme'])
          await leaveView(page)
          await page.goto(await server.view({ network: 'acme', user: 'anna', open: '2026-11-24' }, reader))
          await page.locator('activity-day-sessions tbody tr').first().waitFor()
          expect(await page.locator('activity-day-sessions').innerText()).toBe(mySessions)
          await page.locator('button.day[aria-expanded=true]').click()
          await expect.poll(() => page.locator('activity-day-list').innerText()).toBe(mine)
          const query = new URLSearchParams({ ...fortnight, viewerTimeZone: timeZone })
          const headers = { authorization: `Bearer ${reader}` }
          expect(file).toBe(await (await fetch(`${server.address}/v1/networks/acme/users/anna/sessions.csv?${query}`, { headers })).text())
        },
        { locale, timeZone },
      )
    })

    test('is where a token for it leads, and whoever opens something else is told so plainly, without a request that is refused', async () => {
      await withBrowser(
        async (context) => {
          const token = await ownToken('anna', ['acme'])
          const page = await openView(context, server, { network: 'acme', user: 'anna', ...fortnight, open: '2026-11-24' }, token)
          const refused: string[] = []
          page.on('response', (response) => {
            if (response.status() >= 400) refused.push(response.url())
          })
          await page.locator('activity-day-sessions tbody tr').first().waitFor()
          expect(page.url()).toBe(`${server.address}/#me&network=acme&from=2026-11-12&to=2026-11-25&open=2026-11-24`)
          await page.evaluate("location.hash = 'network=acme'")
          await expect.poll(() => page.url()).toBe(`${server.address}/#me&network=acme`)
          await page.getByRole('tab', { name: words.ownRecord }).waitFor()
          for (const elsewhere of ['user=ben', 'tab=users', 'tab=looks']) {
            await page.evaluate(`location.hash = 'network=acme&${elsewhere}'`)
            await page.getByText(words.ownOnly).waitFor()
            expect(page.url()).toBe(`${server.address}/#network=acme&${elsewhere}`)
          }
          await tabTo(page, '.ways a')
          await page.keyboard.press('Enter')
          await focusComesTo(page, 'h1')
          await page.locator('button.day').first().waitFor()
          expect(page.url()).toBe(`${server.address}/#me&network=acme`)
          expect(refused).toEqual([])
        },
        { locale, timeZone },
      )
    })

    test('is a way from the settings and back, for who may do more', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme' }, await ownToken('anna', ['acme'], ['activity:manage']))
          await page.getByRole('switch').waitFor()
          await tabTo(page, 'header a')
          await page.keyboard.press('Enter')
          await page.locator('button.day').first().waitFor()
          await focusComesTo(page, 'h1')
          expect(page.url()).toBe(`${server.address}/#me&network=acme`)
          await tabTo(page, '.back', 'Shift+Tab')
          await page.keyboard.press('Enter')
          await focusComesTo(page, 'header a')
          expect(page.url()).toBe(`${server.address}/#network=acme`)
          // Another tab goes on with the token of this one.
          const opening = context.waitForEvent('page')
          await page.getByRole('link', { name: words.myActivity }).click({ modifiers: ['ControlOrMeta'] })
          const opened = await opening
          await opened.locator('button.day').first().waitFor()
          const typed = await context.newPage()
          await typed.goto(`${server.address}/#me`)
          await typed.getByRole('tab', { name: words.ownLooks }).waitFor()
        },
        { locale, timeZone },
      )
    })
  })

  test('can be put into a page of everybody, as an element of its own', async () => {
    await withBrowser(
      async (context) => {
        const { words } = languages[1]
        const page = await context.newPage()
        await page.route('**/mine', (route) =>
          route.fulfill({
            contentType: 'text/html',
            body: '<!doctype html><title>Mine</title><script type="module" src="/activity-overview.js"></script><my-activity lang="nl"></my-activity>',
          }),
        )
        await page.clock.install()
        await page.goto(`${server.address}/mine`)
        await page.locator('my-activity').getByText(/\S/).first().waitFor()
        await page.clock.runFor(20_000)
        await page.getByText(words.noTokenOwn).waitFor()
        // Whoever may do more sees nothing of that here.
        const token = await ownToken('anna', ['acme'], ['activity:read', 'activity:manage'])
        await page.evaluate(`document.querySelector('my-activity').token = ${JSON.stringify(token)}`)
        await page.getByRole('tab', { name: words.ownLooks }).waitFor()
        expect(await page.locator('.back').count()).toBe(0)
        const gone = page.evaluate(`new Promise((resolve) => {
          document.querySelector('my-activity').addEventListener('activity-navigate', ({ detail }) => resolve(detail))
        })`)
        await page.getByRole('tab', { name: words.ownRecord }).click()
        await page.getByText(words.ownRecordKept(words.days(400))).waitFor()
        expect(await gone).toEqual({ network: '', user: '', tab: 'record', me: true })
      },
      { locale: 'en-GB', timeZone },
    )
  })

  test('of several networks is that of the one that is chosen', async () => {
    await withBrowser(
      async (context) => {
        const { words } = languages[0]
        const page = await openView(context, server, { me: '' }, await ownToken('anna', ['crowd', 'acme']))
        await page.getByText(words.whichNetwork).waitFor()
        await page.getByRole('link', { name: 'acme' }).click()
        await page.locator('button.day').nth(10).waitFor()
        expect(page.url()).toBe(`${server.address}/#me&network=acme`)
        await page.goBack()
        await page.getByText(words.whichNetwork).waitFor()
      },
      { locale: 'en-GB', timeZone },
    )
  })
})
