import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../packages/admin-ui/src/i18n/en.ts'
import { rounds } from '../rounds.ts'
import { hasChromium, newPage, withBrowser } from './chromium.ts'
import { startWithPeople, strangeIds } from './people.ts'
import { now, type ViewServer } from './view-server.ts'
import { askToErase, leaveView, openView, readApi, textsOf, untilDrawn } from './view-visit.ts'

describe.runIf(hasChromium)('the view, given nonsense', () => {
  let server: ViewServer
  /** For the many tests that look at one address each; left as new by each of them. */
  let page: Page
  beforeAll(async () => {
    server = await startWithPeople()
    page = await newPage({ locale: 'en-GB' })
    page.setDefaultTimeout(60_000)
  })
  afterEach(() => leaveView(page))
  afterAll(() => server.stop())

  test.each([
    { fragment: '', says: en.noNetwork },
    { fragment: '#', says: en.noNetwork },
    { fragment: '#network=', says: en.noNetwork },
    { fragment: '#%E0%A4%A=%&&==&#network=acme', says: en.noNetwork },
    { fragment: '#network=acme', says: en.noToken },
    { fragment: '#network=acme&token=', says: en.noToken },
    { fragment: '#network=acme&token=nonsense', says: en.failures.token },
    { fragment: '#network=acme&token=a.b.c', says: en.failures.token },
    { fragment: '#network=acme&token=%F0%9F%94%91', says: en.failures.token },
    { fragment: '#network=acme&token=two%20words', says: en.failures.token },
    { fragment: '#network=acme&token=a%0D%0AX-Other%3A%20b', says: en.failures.token },
  ])('says what is missing at $fragment', async ({ fragment, says }) => {
    const errors: string[] = []
    const note = (error: Error) => errors.push(String(error))
    page.on('pageerror', note)
    await page.goto(`${server.address}/${fragment}`)
    await page.locator('activity-overview').getByText(says).waitFor()
    expect(errors).toEqual([])
    page.off('pageerror', note)
  })

  test('has no permission for a network that does not exist, nor for another one', async () => {
    await withBrowser(
      async (context) => {
        const token = await server.token(['acme'])
        for (const network of ['crowd', 'does not exist', '../acme', '%2e%2e', '🙈']) {
          const page = await openView(context, server, { network }, token)
          await page.getByText(en.failures.permission).waitFor()
          await page.close()
        }
      },
      { locale: 'en-GB' },
    )
  })

  test('asks nothing about ids that an address would swallow: erasing the user `..` erases nobody', async () => {
    await withBrowser(
      async (context) => {
        const token = await server.token(['acme', '..'])
        for (const place of [{ network: 'acme', user: '..' }, { network: 'acme', user: '.' }, { network: '..' }]) {
          const page = await openView(context, server, place, token)
          const asked: string[] = []
          page.on('request', (request) => asked.push(request.url()))
          await page.getByText(en.failures.refused).waitFor()
          if (place.user !== undefined) {
            await askToErase(page)
            await page.keyboard.type(place.user)
            await page.keyboard.press('Enter')
            await page.getByRole('dialog').getByText(en.failures.refused).waitFor()
          }
          expect(asked.filter((url) => url.includes('/v1/'))).toEqual([])
          await page.close()
        }
        expect(await readApi(server, '/v1/networks/acme/users/ben/days?from=2026-11-12&to=2026-11-25', token)).not.toMatchObject({ days: [] })
      },
      { locale: 'en-GB' },
    )
  })

  test.each([
    ...Object.values(strangeIds).map((user) => ({ user, says: en.activeDayCount(1) })),
    ...['...', ' ', '%', '%00', '%2e%2e', 'a/../b', '../../acme', '\u202egnirts', '😀'.repeat(128), '<img src=x onerror=alert(1)>'].map((user) => ({
      user,
      says: en.noActivity,
    })),
    ...['a\u0000b', 'x'.repeat(129), 'x'.repeat(5000)].map((user) => ({ user, says: en.failures.refused })),
  ])('shows the user $user, or says that there is none', async ({ user, says }) => {
    await page.clock.setFixedTime(now)
    await page.goto(await server.view({ network: 'acme', user }))
    await page.getByText(says, { exact: false }).first().waitFor()
    expect(await page.locator('h1').textContent()).toBe(user)
    expect(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))).toBeLessThanOrEqual(0)
    // Once more as it is loaded by itself: by turns, and all with the faults.
    if (rounds(user.length % 3, 0) > 0) return
    await page.reload()
    await page.getByText(says, { exact: false }).first().waitFor()
    expect(await page.locator('h1').textContent()).toBe(user)
  })

  test('leaves out of the address what it does not know', async () => {
    await withBrowser(
      async (context) => {
        const page = await openView(context, server, { network: 'acme', user: 'ben', tab: 'users', from: '2026-02-30', to: 'tomorrow', x: '1' })
        await page.locator('button.day').first().waitFor()
        expect(page.url()).toBe(`${server.address}/#network=acme&user=ben`)
        expect(await page.locator('button.day').count()).toBe(7)
      },
      { locale: 'en-GB' },
    )
  })

  test('shows who was asked for last, however late the others are answered', async () => {
    await withBrowser(
      async (context) => {
        const page = await openView(context, server, { network: 'acme', tab: 'users' })
        await page.getByText('anna').waitFor()
        let answerBen = () => {}
        const ben = new Promise<void>((resolve) => {
          answerBen = resolve
        })
        await page.route('**/users/ben/**', async (route) => {
          await ben
          await route.continue()
        })
        const answered = page.waitForResponse((response) => response.url().includes('/users/ben/'))
        for (const user of ['anna', 'ben', 'kim', 'ben', 'noor']) await page.evaluate(`location.hash = 'network=acme&user=${user}'`)
        await page.getByRole('heading', { name: 'noor' }).waitFor()
        await page.locator('button.day').first().waitFor()
        const shown = await textsOf(page, 'button.day')
        answerBen()
        await (await answered).finished()
        await untilDrawn(page)
        expect(await textsOf(page, 'h1')).toEqual(['noor'])
        expect(await textsOf(page, 'button.day')).toEqual(shown)
        for (const user of ['ben', 'kim', 'ben']) {
          await page.goBack()
          await page.getByRole('heading', { name: user }).waitFor()
        }
        await page.goForward()
        await page.getByRole('heading', { name: 'kim' }).waitFor()
        await page.getByText(en.noActivity).waitFor()
      },
      { locale: 'en-GB' },
    )
  })

  test('switches and erases once, however often it is clicked', async () => {
    await withBrowser(
      async (context) => {
        const network = 'clicked-often'
        const token = await server.token([network])
        const page = await openView(context, server, { network }, token)
        await page.getByRole('switch').dblclick()
        const confirm = page.getByRole('button', { name: en.switchOn, exact: true })
        await confirm.dblclick()
        await page.getByText(en.fromTomorrow).waitFor()
        expect(await readApi(server, `/v1/networks/${network}/tracking`, token)).toMatchObject({ enabled: true, changes: [{ change: 'on' }] })
      },
      { locale: 'en-GB' },
    )
  })
})
