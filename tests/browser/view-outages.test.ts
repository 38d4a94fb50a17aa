import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, hasFocus, languages, openView, readApi, tabTo, textsOf } from './view-visit.ts'

describe.runIf(hasChromium)('the view, when the service', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  // Each outage is told in Dutch with the faults; `view-states` looks at what it is told with, every day.
  describe.each(languages.slice(0, rounds(1, 2)))('in $language', ({ locale, words }) => {
    test('goes away, loses nothing that is shown, and goes on by keyboard alone when it is back', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'anna' })
          await page.locator('button.day').nth(10).waitFor()
          await tabTo(page, 'button[data-date="2026-11-23"]')
          await page.keyboard.press('Enter')
          await page.locator('activity-day-sessions tbody tr').nth(3).waitFor()

          await server.goAway()
          await tabTo(page, 'button[data-date="2026-11-24"]', 'Shift+Tab')
          await page.keyboard.press('Enter')
          await page.getByRole('alert').getByText(words.failures.unreachable).waitFor()
          await tabTo(page, '.notice button')
          await page.keyboard.press('Enter')
          await expect.poll(() => page.locator('.notice button').getAttribute('aria-disabled')).toBe('false')
          expect(await hasFocus(page, '.notice button')).toBe(true)
          await tabTo(page, '.as-of button', 'Shift+Tab')
          await page.keyboard.press('Enter')
          // It is said once, now for all of the page.
          await page.locator('activity-day-sessions').getByText(words.notRead).waitFor()
          expect(await page.getByRole('alert').getByText(words.failures.unreachable).count()).toBe(1)
          await tabTo(page, '.notice button')
          await page.keyboard.press('Enter')
          await expect.poll(() => page.locator('.notice button').getAttribute('aria-disabled')).toBe('false')
          expect(await page.getByText(words.failures.unreachable).count()).toBe(1)
          expect(await hasFocus(page, '.notice button')).toBe(true)
          expect(await page.locator('button.day').count()).toBe(11)
          expect(await page.locator('activity-day-sessions tbody tr').count()).toBe(4)

          await server.comeBack()
          // One press reads all that is missing.
          await page.keyboard.press('Enter')
          await focusComesTo(page, 'h1')
          await page.locator('activity-day-sessions tbody tr').nth(8).waitFor()
          expect(await page.getByText(words.failures.unreachable).count()).toBe(0)
        },
        { locale },
      )
    })

    test('goes away, keeps what was typed, and takes it when it is back', async () => {
      await withBrowser(
        async (context) => {
          const token = await server.token(['fresh'])
          const page = await openView(context, server, { network: 'fresh' }, token)
          await page.getByText(words.fromTomorrow).waitFor()
          await server.goAway()
          await tabTo(page, 'input[inputmode=decimal]')
          await page.keyboard.press('Control+A')
          const minutes = locale === 'en-GB' ? '12' : '13'
          await page.keyboard.type(minutes)
          await page.keyboard.press('Enter')
          await page.getByText(`${words.failures.unreachable} ${words.failedToChange}`).waitFor()
          await tabTo(page, '[role=switch]', 'Shift+Tab')
          await page.keyboard.press('Enter')
          await tabTo(page, '.button.primary')
          await page.keyboard.press('Enter')
          await page.getByRole('alert').getByText(`${words.failures.unreachable} ${words.failedToChange}`).waitFor()
          expect(await hasFocus(page, '.button.primary')).toBe(true)
          await page.keyboard.press('Escape')
          await focusComesTo(page, '[role=switch]')

          await server.comeBack()
          await tabTo(page, 'input[inputmode=decimal]')
          expect(await page.getByRole('spinbutton', { name: words.device.mobile }).inputValue()).toBe(minutes)
          await page.keyboard.press('Enter')
          await page.getByText(words.saved, { exact: true }).waitFor()
          expect(await readApi(server, '/v1/networks/fresh/tracking', token)).toMatchObject({
            inactivityTimeoutSeconds: { mobile: Number(minutes) * 60 },
          })
        },
        { locale },
      )
    })

    /** The list of users, with a search in its field that failed because the service had gone. */
    const searchWhileAway = async (context: BrowserContext, text: string): Promise<Page> => {
      const page = await openView(context, server, { network: 'crowd', tab: 'users' })
      await page.getByText(words.usersShown(50)).waitFor()
      await server.goAway()
      await tabTo(page, 'input[type=search]')
      // At once, so that one request is made of it and fails.
      await page.keyboard.insertText(text)
      await page.getByText(words.failures.unreachable).waitFor()
      return page
    }

    /** Those whom `08` finds, with the focus in the field. */
    const expectFound = async (page: Page): Promise<void> => {
      await page.getByText(words.usersShown(11)).waitFor()
      await focusComesTo(page, 'input[type=search]')
      expect(await page.getByRole('searchbox').inputValue()).toBe('08')
    }

    test('goes away while users are searched, keeps what was typed and who was found', async () => {
      await withBrowser(
        async (context) => {
          const page = await searchWhileAway(context, '08')
          expect(await page.locator('tbody tr').count()).toBe(50)
          await server.comeBack()
          await tabTo(page, '.notice button')
          await page.keyboard.press('Enter')
          await expectFound(page)
        },
        { locale },
      )
    })

    test('comes back to a search that was typed meanwhile, and the focus does not go with the button that was to try again', async () => {
      await withBrowser(
        async (context) => {
          const page = await searchWhileAway(context, '0')
          await server.comeBack()
          server.hold()
          await page.keyboard.insertText('8')
          await expect.poll(() => page.locator('.notice button').getAttribute('aria-disabled')).toBe('true')
          await tabTo(page, '.notice button')
          server.release()
          await expectFound(page)
        },
        { locale },
      )
    })

    test('is slow, says so after a moment, and leaves what is shown where it is', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', tab: 'users' })
          await page.getByText('anna').waitFor()
          server.hold()
          await tabTo(page, 'tbody a')
          await page.keyboard.press('Enter')
          await page.getByRole('status').getByText(words.loading).waitFor()
          server.release()
          await page.locator('button.day').nth(10).waitFor()
          expect(await page.getByText(words.loading).count()).toBe(0)
          server.hold()
          await tabTo(page, '.as-of button')
          await page.keyboard.press('Enter')
          await page.getByRole('status').getByText(words.loading).waitFor()
          expect(await page.locator('button.day').count()).toBe(11)
          server.release()
          await expect.poll(() => page.getByText(words.loading).count()).toBe(0)
          expect(await hasFocus(page, '.as-of button')).toBe(true)
        },
        { locale },
      )
    })

    test('no longer takes the token, keeps what is shown, and goes on with a new one', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'anna' }, await server.token(['acme'], ['activity:read']))
          await page.locator('button.day').nth(10).waitFor()
          // What the page sends from now on is as old as a token that has expired.
          const expired = `Bearer ${await server.token(['acme'], ['activity:read'], -1)}`
          await page.route('**/v1/**', (route) => route.continue({ headers: { ...route.request().headers(), authorization: expired } }))
          await tabTo(page, 'button.day')
          await page.keyboard.press('Enter')
          await page.getByRole('alert').getByText(words.failures.token).waitFor()
          expect(await page.locator('.notice button').count()).toBe(0)
          expect(await page.locator('button.day').count()).toBe(11)
          await page.unroute('**/v1/**')
          // As when the page is opened again from the settings.
          await page.evaluate(`location.hash = ${JSON.stringify(new URL(await server.view({ network: 'acme', user: 'anna' })).hash)}`)
          await page.locator('activity-day-sessions tbody tr').nth(2).waitFor()
          expect(await page.getByText(words.failures.token).count()).toBe(0)
          expect((await textsOf(page, '[aria-expanded=true].day')).length).toBe(1)
        },
        { locale },
      )
    })
  })
})
