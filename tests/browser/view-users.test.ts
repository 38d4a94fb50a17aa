import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, hasFocus, languages, openView, tabTo, textsOf } from './view-visit.ts'

describe.runIf(hasChromium)('the tab Users', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(-rounds(1, 2)))('in $language', ({ locale, words }) => {
    test('finds users, sorts them, turns pages, and goes to one and back to the same place, by keyboard alone (R4)', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'crowd' })
          await tabTo(page, '[role=tab]')
          await page.keyboard.press('ArrowRight')
          await page.getByText(words.usersShown(50)).waitFor()
          expect(await hasFocus(page, '#tab-users')).toBe(true)
          expect(page.url()).toBe(`${server.address}/#network=crowd&tab=users`)
          expect((await textsOf(page, 'tbody a'))[0]).toBe('user-000')
          await tabTo(page, 'input[type=search]')
          await page.keyboard.type('R-08')
          await page.getByText(words.usersShown(10)).waitFor()
          await page.keyboard.press('Escape')
          await page.getByText(words.usersShown(50)).waitFor()

          await tabTo(page, '.more button')
          await page.keyboard.press('Enter')
          await page.getByText(words.usersShown(90)).waitFor()
          await focusComesTo(page, 'tbody tr:nth-child(51) a')
          await tabTo(page, '[aria-sort] .order', 'Shift+Tab')
          await page.keyboard.press('Tab')
          const sorted = page.waitForRequest((request) => request.url().includes('sort=lastActive'))
          await page.keyboard.press('Enter')
          await sorted
          await page.locator('tbody tr:first-child a', { hasText: 'user-089' }).waitFor()
          await tabTo(page, '.more button')
          await page.keyboard.press('Enter')
          await page.getByText(words.usersShown(90)).waitFor()

          await page.keyboard.press('Home')
          for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key)
          await page.keyboard.press('Enter')
          const heading = page.getByRole('heading', { name: 'user-088' })
          await heading.waitFor()
          await focusComesTo(page, 'h1')
          expect(page.url()).toBe(`${server.address}/#network=crowd&user=user-088&from=2026-11-12&to=2026-11-25`)
          await tabTo(page, '.back', 'Shift+Tab')
          await page.keyboard.press('Enter')
          await page.getByText(words.usersShown(90)).waitFor()
          await focusComesTo(page, 'tbody tr:nth-child(2) a')
          expect(await page.locator('[aria-sort]').innerText()).toContain(words.lastActive)

          // The browser's own way back, which is Alt and an arrow.
          await page.goBack()
          await heading.waitFor()
          await focusComesTo(page, 'h1')
          await page.goBack()
          await page.getByText(words.usersShown(90)).waitFor()
          await page.goForward()
          await heading.waitFor()
        },
        { locale },
      )
    })

    test('says that nobody matches, and keeps the focus in the field', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', tab: 'users' })
          await page.getByText('anna').waitFor()
          await tabTo(page, 'input[type=search]')
          await page.keyboard.type('zzz')
          await page.getByText(words.nobodyFound('zzz')).waitFor()
          expect(await hasFocus(page, 'input[type=search]')).toBe(true)
          await page.keyboard.press('Escape')
          await page.getByText('anna').waitFor()
          await page.keyboard.press('ArrowDown')
          await focusComesTo(page, 'tbody tr:first-child a')
          await page.keyboard.press('ArrowUp')
          await focusComesTo(page, 'input[type=search]')
        },
        { locale },
      )
    })
  })
})
