import { signToken } from '@stitchlog/http-kit'
import type { BrowserContext, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { tokenSecret } from './create-test-standalone.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, languages, tabTo, textsOf } from './view-visit.ts'

const tokenOf = (subject: string, networks: readonly string[] = ['acme'], scopes = ['activity:read', 'activity:manage'] as const) =>
  signToken(tokenSecret, { subject, networks, scopes, expiresInSeconds: 3600 }, Date.now())

describe.runIf(hasChromium)('a link that signs in', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  async function linkFor(token: string, place = 'network=acme&user=ben'): Promise<string> {
    const response = await fetch(`${server.address}/v1/sign-in-codes`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    const { code } = z.object({ code: z.string() }).parse(await response.json())
    return `${server.address}/#${place}&code=${code}`
  }

  /** A session of the admin, at ben. */
  async function openSession(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    await page.goto(await linkFor(await tokenOf('admin')))
    await page.locator('button.day').first().waitFor()
    return page
  }

  const sessionOf = async (page: Page) => {
    const token = String(await page.evaluate("sessionStorage.getItem('stitchlog-token')"))
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub
  }

  const asked = (page: Page) => textsOf(page, 'activity-sign-in activity-confirm-dialog > p')

  /** As somebody does who pastes a link into the address bar of the tab. */
  const followHere = (page: Page, link: string) => page.evaluate(`location.hash = ${JSON.stringify(new URL(link).hash)}`)

  test('leaves neither token nor code in an address, a history, a URL or a referrer', async () => {
    await withBrowser(async (context) => {
      const page = await context.newPage()
      const token = await tokenOf('admin')
      const link = await linkFor(token)
      const code = /code=(.*)/.exec(link)?.[1] ?? ''
      const requests: Request[] = []
      page.on('request', (request) => requests.push(request))
      await page.goto(link)
      await page.locator('button.day').first().waitFor()
      expect(page.url()).toBe(`${server.address}/#network=acme&user=ben`)
      // What a request was sent with is known some time after it.
      const seen = await Promise.all(requests.map(async (request) => [request.url().split('#')[0], (await request.allHeaders())['referer']]))
      expect(seen.length).toBeGreaterThan(3)
      expect(seen.flat().filter((text) => text?.includes(code) || text?.includes(token))).toEqual([])
      // What the browser keeps of where the tab has been.
      const session = await context.newCDPSession(page)
      const { entries } = await session.send('Page.getNavigationHistory')
      for (const { url } of entries) expect(url).not.toContain(token)
      await page.reload()
      await page.locator('button.day').first().waitFor()
      expect(await page.getByRole('alert').count()).toBe(0)
    })
  })

  test('works once; then it says so, and what is shown stays', async () => {
    await withBrowser(async (context) => {
      const link = await linkFor(await tokenOf('admin'))
      const page = await context.newPage()
      await page.goto(link)
      await page.locator('button.day').first().waitFor()
      await withBrowser(async (thief) => {
        const again = await thief.newPage()
        await again.goto(link)
        await again.getByText(languages[0].words.linkUsed).waitFor()
        await again.getByText(languages[0].words.noToken).waitFor()
      })
      await followHere(page, link)
      await page.getByText(languages[0].words.linkUsed).waitFor()
      expect(await page.locator('button.day').count()).toBeGreaterThan(0)
      expect(page.url()).toBe(`${server.address}/#network=acme&user=ben`)
    })
  })

  describe.each(languages.slice(-rounds(1, 2)))('in $language', ({ locale, words }) => {
    test.each(['token', 'code'])('by a %s asks before it takes the place of somebody else, by keyboard alone', async (kind) => {
      await withBrowser(
        async (context) => {
          const page = await openSession(context)
          const reads: string[] = []
          const token = await tokenOf('m.devries')
          const link = async () =>
            kind === 'code' ? await linkFor(token, 'network=acme&user=anna') : await server.view({ network: 'acme', user: 'anna' }, token)
          page.on('request', (request) => reads.push(request.url()))
          const reset = () => reads.splice(0)

          reset()
          await followHere(page, await link())
          const dialog = page.getByRole('dialog', { name: words.linkQuestion })
          await dialog.waitFor()
          expect(await asked(page)).toEqual([`${words.linkSignedIn} admin.`, `${words.linkOffers} m.devries.`, words.linkCancel])
          expect(page.url()).not.toMatch(/code|token/)
          expect(await sessionOf(page)).toBe('admin')
          await page.keyboard.press('Escape')
          await dialog.waitFor({ state: 'hidden' })
          await expect.poll(() => page.url()).toBe(`${server.address}/#network=acme&user=ben`)
          expect(await sessionOf(page)).toBe('admin')
          // Nobody was looked at in anybody's name.
          expect(reads.filter((url) => url.includes('anna'))).toEqual([])

          await followHere(page, await link())
          await dialog.waitFor()
          await focusComesTo(page, 'dialog button')
          await tabTo(page, 'dialog button[type=submit]')
          await page.keyboard.press('Enter')
          await page.getByRole('heading', { name: 'anna' }).waitFor()
          await page.locator('button.day').first().waitFor()
          expect(await sessionOf(page)).toBe('m.devries')
        },
        { locale },
      )
    })
  })

  test('asks after a reload too, and a later address takes the question back', async () => {
    await withBrowser(async (context) => {
      const page = await openSession(context)
      const { words } = languages[0]
      // The page is loaded anew, in a tab that keeps its session.
      await page.goto('about:blank')
      await page.goto(await linkFor(await tokenOf('m.devries'), 'network=acme&user=anna'))
      const dialog = page.getByRole('dialog', { name: words.linkQuestion })
      await dialog.waitFor()
      await page.evaluate("location.hash = 'network=acme&user=noor'")
      await dialog.waitFor({ state: 'hidden' })
      await page.getByRole('heading', { name: 'noor' }).waitFor()
      expect(await sessionOf(page)).toBe('admin')
    })
  })

  test('asks about the link that was followed last, also if the answer to an earlier one comes after it', async () => {
    await withBrowser(async (context) => {
      const page = await openSession(context)
      const { words } = languages[0]
      const [asking, answering] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      await page.route('**/v1/sign-in', async (route) => {
        asking.resolve()
        await answering.promise
        await route.continue()
      })
      const answered = page.waitForResponse('**/v1/sign-in')
      await followHere(page, await linkFor(await tokenOf('somebody-else')))
      await asking.promise
      await followHere(page, `${server.address}/#network=acme&user=anna&token=${await tokenOf('m.devries')}`)
      await page.getByRole('dialog', { name: words.linkQuestion }).waitFor()
      answering.resolve()
      await (await answered).finished()
      await tabTo(page, 'dialog button[type=submit]')
      expect(await asked(page)).toEqual([`${words.linkSignedIn} admin.`, `${words.linkOffers} m.devries.`, words.linkCancel])
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'anna' }).waitFor()
      expect(await sessionOf(page)).toBe('m.devries')
    })
  })

  test('asks where one name means two people, and tells them apart by their networks', async () => {
    await withBrowser(async (context) => {
      const page = await openSession(context)
      await followHere(page, await linkFor(await tokenOf('admin', ['crowd']), 'network=crowd'))
      const { words } = languages[0]
      await page.getByRole('dialog', { name: words.linkQuestion }).waitFor()
      expect(await asked(page)).toEqual([`${words.linkSignedIn} admin (acme).`, `${words.linkOffers} admin (crowd).`, words.linkCancel])
    })
  })

  test('asks nothing where the session is of the same person, of nobody, or refused', async () => {
    await withBrowser(async (context) => {
      const page = await openSession(context)
      await followHere(page, await linkFor(await tokenOf('admin', ['acme', 'crowd']), 'network=crowd&tab=users'))
      await page.getByText('user-000').waitFor()
      const expired = await signToken(
        tokenSecret,
        { subject: 'admin', networks: ['crowd'], scopes: ['activity:read'], expiresInSeconds: -10 },
        Date.now(),
      )
      await followHere(page, `${server.address}/#network=crowd&token=${expired}`)
      await page.getByText(languages[0].words.failures.token).waitFor()
      await followHere(page, await linkFor(await tokenOf('m.devries')))
      await page.locator('button.day').first().waitFor()
      expect(await sessionOf(page)).toBe('m.devries')
    })
  })

  test.each(['', 'nonsense', 'a.b.c'])('with the token %j signs nobody out', async (token) => {
    await withBrowser(async (context) => {
      const page = await openSession(context)
      const followed = page.evaluate("new Promise((resolve) => addEventListener('hashchange', resolve, { once: true })).then(() => undefined)")
      await followHere(page, `${server.address}/#network=acme&user=anna&token=${token}`)
      await followed
      await expect.poll(() => page.evaluate('location.hash')).toBe('#network=acme&user=ben')
      expect(await sessionOf(page)).toBe('admin')
    })
  })

  test('can be tried again when the service was away', async () => {
    await withBrowser(async (context) => {
      const page = await context.newPage()
      const link = await linkFor(await tokenOf('admin'))
      await page.route('**/v1/sign-in', (route) => route.abort())
      await page.goto(link)
      const { words } = languages[0]
      await page.getByText(words.failures.unreachable).waitFor()
      await page.unroute('**/v1/sign-in')
      await tabTo(page, '.notice button')
      await page.keyboard.press('Enter')
      await page.locator('button.day').first().waitFor()
      expect(await page.getByText(words.failures.unreachable).count()).toBe(0)
    })
  })
})
