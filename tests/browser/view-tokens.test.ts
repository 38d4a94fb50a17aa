import { signToken } from '@stitchlog/http-kit'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { languages } from './view-visit.ts'

/** How often the page around the view was asked for a token. */
const asked = (page: Page) => page.evaluate('window.asked').then(Number)

describe.runIf(hasChromium)('a page whose backend hands out tokens that the service refuses', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  /** @param next what the backend hands out, the nth time */
  async function openAround(context: BrowserContext, lang: string, next: (nth: number) => Promise<string>): Promise<Page> {
    const page = await context.newPage()
    await page.clock.install()
    await page.route('**/settings', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>Settings</title><script type="module" src="/activity-overview.js"></script><activity-overview network="acme" user="ben" lang="${lang}"></activity-overview>`,
      }),
    )
    await page.exposeFunction('nextToken', next)
    await page.goto(`${server.address}/settings`)
    // Its clock stands from now on, but for what a test lets go by.
    await page.clock.pauseAt(Date.now() + 60_000)
    await page.evaluate(`(async () => {
      window.asked = 0
      const view = document.querySelector('activity-overview')
      view.addEventListener('activity-token-expired', async () => {
        view.token = await nextToken(++window.asked)
      })
      view.token = await nextToken(0)
    })()`)
    return page
  }

  const wrong = (nth: number) =>
    signToken(
      'another secret, of more than thirty-two characters',
      { subject: `admin ${nth}`, networks: ['acme'], scopes: ['activity:read'], expiresInSeconds: 600 },
      Date.now(),
    )

  describe.each(languages.slice(0, rounds(1, 2)))('in $language', ({ locale, words }) => {
    test('is asked once more, then after pauses that grow, and the reader is told', async () => {
      await withBrowser(
        async (context) => {
          const page = await openAround(context, locale.slice(0, 2), wrong)
          await page.getByText(words.failures.token).or(page.getByText(words.failures.tokenAgain)).first().waitFor()
          await page.clock.runFor(100)
          await page.getByText(words.failures.tokenAgain).waitFor()
          expect(await asked(page)).toBe(1)
          const askedAfter = async (seconds: number) => {
            await page.clock.runFor(seconds * 1000)
            return await asked(page)
          }
          expect(await askedAfter(4)).toBe(1)
          const answered = () => page.waitForResponse((response) => response.status() === 401)
          for (const [nth, pause] of [5, 10, 20, 40, 80, 160, 300, 300].entries()) {
            const refused = answered()
            await askedAfter(nth === 0 ? 2 : pause + 1)
            await refused
            await expect.poll(() => asked(page)).toBe(nth + 2)
            // Nothing comes of a wait that is too short.
            expect(await askedAfter(1)).toBe(nth + 2)
          }
          expect(await page.getByText(words.failures.tokenAgain).count()).toBe(1)
        },
        { locale },
      )
    })
  })

  test('is asked once for a token, however many parts of the view it is refused to, and anew once one was taken', async () => {
    await withBrowser(async (context) => {
      const good = () => server.token(['acme'], ['activity:read'])
      const page = await openAround(context, 'en', good)
      await page.locator('button.day').nth(2).waitFor()
      // The same person's token for longer, as it seems: nothing is read anew until somebody asks for something.
      const [header, claims] = (await good()).split('.')
      await page.evaluate(`document.querySelector('activity-overview').token = '${header}.${claims}.c2lnbmVk'`)
      for (const nth of [0, 1, 2]) await page.locator('button.day').nth(nth).click()
      await expect.poll(() => page.getByRole('alert').count()).toBe(3)
      await page.clock.runFor(1000)
      await expect.poll(() => page.locator('activity-day-sessions tbody').count()).toBe(3)
      expect(await asked(page)).toBe(1)
      expect(await page.getByRole('alert').count()).toBe(0)
    })
  })
})
