import { setTimeout } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { de } from '../../packages/admin-ui/src/i18n/de.ts'
import { en, type Words } from '../../packages/admin-ui/src/i18n/en.ts'
import { fr } from '../../packages/admin-ui/src/i18n/fr.ts'
import { nl } from '../../packages/admin-ui/src/i18n/nl.ts'
import { rounds } from '../rounds.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { handToken, openEmbedding } from './embedded-page.ts'
import { startWithPeople } from './people.ts'
import { now, type ViewServer } from './view-server.ts'
import { leaveView, openView } from './view-visit.ts'

/** Sentences of English that are not the same in another language. */
const englishSentences = (words: Words) =>
  Object.entries(en).flatMap(([name, text]) => (typeof text === 'string' && text.includes(' ') && text !== words[name as keyof Words] ? [text] : []))

/** All that a page shows and tells screen readers, elements of the view included. */
const allOf = (page: Page) => page.locator('body').ariaSnapshot()

describe.runIf(hasChromium)('languages', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  describe.each([
    { nth: 0, locale: 'de-AT', language: 'de', words: de },
    { nth: 1, locale: 'fr-FR', language: 'fr', words: fr },
  ])('$locale', ({ nth, locale, language, words }) => {
    const places: readonly [place: Readonly<Record<string, string>>, shows: string, open?: (page: Page) => Promise<unknown>][] = [
      [{ network: 'acme' }, words.tracking],
      [{ network: 'acme' }, words.switchOffQuestion, (page) => page.getByRole('switch').click()],
      [{ network: 'new-network' }, words.switchOnQuestion, (page) => page.getByRole('switch').click()],
      [{ network: 'acme', tab: 'users' }, words.usersShown(9)],
      [{ network: 'acme', tab: 'users' }, words.copyTable, (page) => page.getByRole('button', { name: words.moreActions }).click()],
      [{ network: 'acme', tab: 'looks' }, words.looksAbout],
      [{ network: 'acme', user: 'anna' }, words.lastQuarter],
      [{ network: 'acme', user: 'noor' }, words.deviceColumn, (page) => page.locator('button.day').first().click()],
      [{ network: 'acme', user: 'erik' }, words.noActivity],
      [{ network: 'fresh', user: 'anna' }, words.backToUsers],
      [{ network: 'was-on', user: 'anna' }, words.backToUsers],
    ]

    test('everything is said in it, fits 320 px, and axe finds nothing', async () => {
      const problems: Record<string, readonly string[]> = {}
      await withBrowser(
        async (context) => {
          const page = await context.newPage()
          page.setDefaultTimeout(15_000)
          await page.clock.setFixedTime(now)
          await page.setViewportSize({ width: 320, height: 760 })
          // Each in one of the languages by turns, and in both with the faults.
          for (const [place, shows, open] of places.filter((_, at) => rounds(at % 2, nth) === nth)) {
            await page.goto(await server.view(place))
            await open?.(page)
            const found: string[] = []
            const text = page.getByText(shows).filter({ visible: true })
            await text
              .first()
              .waitFor()
              .catch(() => found.push('something else'))
            await page.waitForLoadState('networkidle')
            const said = await allOf(page)
            found.push(...englishSentences(words).filter((sentence) => said.includes(sentence)))
            if ((await page.locator('html').getAttribute('lang')) !== language) found.push('another language of the page')
            if (Number(await page.evaluate('document.documentElement.scrollWidth')) > 320) found.push('wider than the screen')
            found.push(...(await violationsIn(page)))
            if (found.length > 0) problems[JSON.stringify([place, shows])] = found
            await leaveView(page)
          }
        },
        { locale },
      )
      expect(problems).toEqual({})
    })

    test('files are in it, and dates are written as its readers write them', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'anna' })
          await page.locator('button.day').first().waitFor()
          await page.getByRole('button', { name: words.moreActions }).click()
          const downloading = page.waitForEvent('download')
          await page.getByRole('menuitem', { name: words.csvExcel }).click()
          const stream = await (await downloading).createReadStream()
          const chunks: Buffer[] = []
          for await (const chunk of stream) chunks.push(chunk as Buffer)
          const [head = ''] = Buffer.concat(chunks).toString().split('\n')
          expect(head).toContain({ de: 'Gerät;', fr: 'Appareil;' }[language])
          expect(await allOf(page)).toMatch({ de: /Mi\., 25\.|Mittwoch, 25\./, fr: /mer\. 25 nov|mercredi 25 nov/ }[language] ?? /never/)
        },
        { locale },
      )
    })
  })

  const scriptOf = (context: BrowserContext, language: string, answer: (url: string) => 'pass' | 'fail' | Promise<'pass'>) =>
    context.route(new RegExp(`/assets/${language}-.*\\.js$`), async (route) => {
      if ((await answer(route.request().url())) === 'pass') await route.continue()
      else await route.abort()
    })

  test('nothing is said until the language has been read, so that nobody sees another one first', async () => {
    await withBrowser(
      async (context) => {
        const asked = Promise.withResolvers<void>()
        const passing = Promise.withResolvers<'pass'>()
        await scriptOf(context, 'nl', () => {
          asked.resolve()
          return passing.promise
        })
        const page = await openView(context, server, { network: 'acme', tab: 'users' })
        await asked.promise
        // Long enough for everything else.
        await setTimeout(1000)
        expect([await allOf(page), await page.title()]).toEqual(['- main', 'Stitchlog'])
        passing.resolve('pass')
        await page.getByText(nl.lastActive).first().waitFor()
      },
      { locale: 'nl-NL' },
    )
  })

  test('English is spoken where a language cannot be read, until it can', async () => {
    await withBrowser(
      async (context) => {
        let isAway = true
        let asked = 0
        await scriptOf(context, 'de', () => {
          asked++
          return isAway ? 'fail' : 'pass'
        })
        await context.clock.install()
        const page = await openView(context, server, { network: 'acme', tab: 'users' })
        await page.getByText(en.lastActive).first().waitFor()
        expect(await page.locator('html').getAttribute('lang')).toBe('en')
        // Still not: it stays as it is.
        await page.getByRole('button', { name: 'Deutsch' }).click()
        await expect.poll(() => asked).toBe(2)
        await page.getByText(en.lastActive).first().waitFor()
        // Out of its page it does not try; it does when it is back.
        await page.evaluate('globalThis.view = document.querySelector("activity-overview"); globalThis.around = view.parentNode; view.remove()')
        await context.clock.runFor(30_000)
        expect(asked).toBe(2)
        await page.evaluate('around.append(view)')
        await expect.poll(() => asked).toBe(3)
        isAway = false
        await context.clock.runFor(10_000)
        await page.getByText(de.lastActive).first().waitFor()
        await page.getByRole('button', { name: 'Français' }).click()
        await page.getByText(fr.lastActive).first().waitFor()
        expect(await page.locator('html').getAttribute('lang')).toBe('fr')
        expect(asked).toBe(4)
      },
      { locale: 'de-DE' },
    )
  })

  test('the language that was chosen last is told and kept, also if an earlier one is read after it', async () => {
    await withBrowser(
      async (context) => {
        const passing = Promise.withResolvers<'pass'>()
        await scriptOf(context, 'de', () => passing.promise)
        const page = await openView(context, server, { network: 'acme', tab: 'users' })
        await page.evaluate("told = []; document.addEventListener('activity-language', ({ detail }) => void told.push(detail.language))")
        await page.getByText(en.lastActive).first().waitFor()
        await page.getByRole('button', { name: 'Deutsch' }).click()
        await page.getByRole('button', { name: 'Français' }).click()
        await page.getByText(fr.lastActive).first().waitFor()
        const read = page.waitForResponse(/\/assets\/de-.*\.js$/)
        passing.resolve('pass')
        await (await read).finished()
        // Known by now, German is spoken at once.
        await page.evaluate(`import(${JSON.stringify((await read).url())})`)
        expect(await page.evaluate("localStorage.getItem('stitchlog-language')")).toBe('fr')
        await page.getByRole('button', { name: 'English' }).click()
        await page.getByText(en.lastActive).first().waitFor()
        expect(await page.evaluate('told')).toEqual(['fr', 'en'])
      },
      { locale: 'en-GB' },
    )
  })

  test('a page has texts of its own: some instead of ours, or all of a language that the view does not speak', async () => {
    await withBrowser(
      async (context) => {
        const page = await openEmbedding(context, server, 'light-paper')
        await handToken(page, await server.token(['acme']))
        const view = 'document.querySelector("activity-overview")'
        await page.evaluate(
          `Object.assign(${view}, { lang: 'en', user: '', tab: 'users', texts: { lastActive: 'Seen last', usersShown: (count) => count + ' colleagues' } })`,
        )
        await page.getByText('Seen last').first().waitFor()
        await page
          .getByText(/^\d+ colleagues$/)
          .first()
          .waitFor()
        await page.evaluate(`Object.assign(${view}, { lang: 'sv', texts: { ...${view}.texts, lastActive: 'Senast aktiv', users: 'Användare' } })`)
        await page.getByText('Senast aktiv').first().waitFor()
        expect(await page.locator('activity-overview > div, activity-overview div[lang]').first().getAttribute('lang')).toBe('sv')
        await page.evaluate(`${view}.texts = undefined`)
        await page.getByText(en.lastActive).first().waitFor()
      },
      { locale: 'en-GB' },
    )
  })
})
