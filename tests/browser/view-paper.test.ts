import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { drawnText, languages, openView, styleOf, textsOf } from './view-visit.ts'

/** All controls that are drawn, also inside of elements; but for those that are a part of what is read. */
const drawnControls = `(() => {
  const found = []
  const search = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.matches('button:not(.printed), [role=tab], [role=switch]') && element.checkVisibility()) found.push(element.outerHTML.slice(0, 80))
      if (element.shadowRoot) search(element.shadowRoot)
    }
  }
  search(document)
  return found
})()`

const pages = [
  { name: 'a user', place: { network: 'acme', user: 'anna' }, shows: 'activity-day-strip' },
  { name: 'a day', place: { network: 'acme', user: 'noor', open: '2026-11-18' }, shows: 'activity-day-sessions tbody tr' },
  { name: 'many days', place: { network: 'acme', user: 'anna', from: '2026-10-12', to: '2026-11-25' }, shows: '.bar' },
  { name: 'the list of users', place: { network: 'acme', tab: 'users' }, shows: 'tbody tr' },
  { name: 'the looks', place: { network: 'acme', tab: 'looks' }, shows: 'tbody tr' },
  { name: 'the preferences', place: { network: 'acme' }, shows: '[role=switch]' },
]

describe.runIf(hasChromium)('paper', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  async function printed(page: Page): Promise<{ readonly text: string; readonly sheets: number }> {
    // Says to the page that it is going to be printed, as the browser's own command does.
    const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
    await page.emulateMedia({ media: 'print' })
    return { text: await drawnText(page), sheets: pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0 }
  }

  describe.each(languages.slice(0, rounds(1, 2)))('in $language', ({ locale, words }) => {
    test.each(pages)('has $name, whose it is, on whose clock, who printed it and when, and nothing to press', async ({ place, shows }) => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, place)
          await page.locator(shows).first().waitFor()
          // Some time later.
          await page.clock.setFixedTime('2026-11-25T15:30+01:00')
          const { text, sheets } = await printed(page)
          expect(sheets).toBeGreaterThan(0)
          const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'America/New_York' }).format(
            new Date('2026-11-25T15:30+01:00'),
          )
          expect(text).toContain(words.printedBy('\u2068admin\u2069', `${moment} (America/New_York)`))
          expect(text).toContain('acme')
          const isOfUser = 'user' in place
          expect(text).toContain(words.userClock(isOfUser ? 'Europe/Amsterdam' : 'America/New_York'))
          if (isOfUser) {
            expect(text).toContain(place.user)
            for (const device of Object.values(words.device)) expect((await textsOf(page, '.legend'))[0]).toContain(device)
          }
          expect(z.array(z.string()).parse(await page.evaluate(drawnControls))).toEqual([])
        },
        { locale },
      )
    })
  })

  test('has all days of a long range, and no more than a few sheets', async () => {
    await withBrowser(
      async (context) => {
        const page = await openView(context, server, { network: 'acme', user: 'anna' })
        await page.locator('button.day').nth(10).waitFor()
        const shown = await textsOf(page, 'ol.days .count, ol.days strong')
        expect(shown).toHaveLength(25)
        const { text, sheets } = await printed(page)
        expect(await textsOf(page, 'ol.days .count, ol.days strong')).toEqual(shown)
        for (const each of shown) expect(text).toContain(each)
        expect(sheets).toBeLessThanOrEqual(2)
      },
      { locale: 'en-GB', timeZone: 'Europe/Amsterdam' },
    )
  })

  test.each([
    { name: 'on paper', media: { media: 'print', colorScheme: 'dark' } },
    { name: 'in colours that the reader chose', media: { forcedColors: 'active' } },
  ] as const)('and $name, kinds of devices differ by more than a colour', async ({ media }) => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme', user: 'anna', from: '2026-10-12', to: '2026-11-25', open: '2026-11-24' })
      await page.locator('activity-day-sessions tbody tr').first().waitFor()
      await page.emulateMedia(media)
      const ground = await styleOf(page, '.hatching-ground', 'fill')
      for (const shape of ['path', 'rect']) {
        expect(await styleOf(page, `${shape}.mobile`, 'fill')).toBe(ground)
        expect(await styleOf(page, `${shape}.mobile`, 'stroke')).not.toBe(ground)
        expect(await styleOf(page, `${shape}.web`, 'fill')).not.toBe(ground)
      }
      const patch = (device: string) => styleOf(page, `.key.${device}`, 'background-color', '::before')
      expect(await patch('mobile')).not.toBe(await patch('web'))
    })
  })
})
