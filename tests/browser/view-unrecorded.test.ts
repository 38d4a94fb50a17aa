import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { ViewServer } from './view-server.ts'
import { languages, openView, textsOf } from './view-visit.ts'

const amsterdam = { timeZone: 'Europe/Amsterdam', device: 'web' } as const
const stay = (user: string, date: string, from: string, to: string) => ({
  user,
  ...amsterdam,
  from: `${date}T${from}+01:00`,
  to: `${date}T${to}+01:00`,
})

describe.runIf(hasChromium)('what is not on record', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([
      { networkId: 'breaks', change: 'on', at: '2026-11-09T09:00+01:00' },
      { networkId: 'breaks', change: 'off', at: '2026-11-13T17:00+01:00' },
      { networkId: 'breaks', change: 'on', at: '2026-11-18T10:12+01:00' },
      { networkId: 'fresh', change: 'on', at: '2026-11-25T13:03+01:00' },
      { networkId: 'was-on', change: 'on', at: '2026-11-02T08:00+01:00' },
      { networkId: 'was-on', change: 'off', at: '2026-11-24T09:00+01:00' },
    ])
    await server.send('breaks', [
      stay('ben', '2026-11-12', '09:00', '12:00'),
      stay('ben', '2026-11-13', '10:00', '11:00'),
      stay('ben', '2026-11-18', '11:00', '12:30'),
      stay('ben', '2026-11-20', '09:00', '10:00'),
      { ...stay('ben', '2026-11-20', '09:30', '10:30'), device: 'mobile' },
      stay('ben', '2026-11-25', '13:00', '14:02'),
    ])
    await server.rollUp()
  })
  afterAll(() => server.stop())

  const plain = (texts: string[]) => texts.map((text) => text.replaceAll(/\s+/g, ' ').toLowerCase())
  /** Each row of the list of days: its date, and whether it is a day or what is missing. */
  const rows = async (page: Page) => plain(await textsOf(page, 'ol.days > li:not(.week)'))
  const moment = (instant: string, locale: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: amsterdam.timeZone }).format(new Date(instant))
  const stretch = (from: string, to: string, locale: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: amsterdam.timeZone }).formatRange(new Date(from), new Date(to))

  test.each(languages.slice(0, rounds(1, 2)))(
    'looks different from a day without activity, in the list, in the drawing and in words: $language',
    async ({ locale, words }) => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'breaks', user: 'ben', from: '2026-11-05', to: '2026-11-25' })
          await page.locator('ol.days').waitFor()
          const day = (date: string) =>
            new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(date))
          const dates = (from: string, to: string) =>
            new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).formatRange(
              new Date(from),
              new Date(to),
            )
          const all = await rows(page)
          const expected = [
            [day('2026-11-25'), words.todaySoFar],
            [day('2026-11-20'), words.withoutOverlap('')],
            [day('2026-11-18'), words.partlyRecorded],
            [dates('2026-11-14', '2026-11-17'), words.notRecorded],
            [day('2026-11-13'), words.partlyRecorded],
            [day('2026-11-12'), words.sessionCount(1)],
            [day('2026-11-09'), words.partlyWithoutActivity],
            [dates('2026-11-05', '2026-11-08'), words.notRecorded],
          ]
          expect(all).toHaveLength(expected.length)
          for (const [nth, texts] of expected.entries()) for (const text of plain(texts)) expect(all[nth]).toContain(text.trim())
          // The 10th, 11th, 19th and 21st to 24th are on record, and without activity: no row says anything else.
          expect(plain(await textsOf(page, '.missing-notice'))).toEqual(
            plain([
              `${words.nothingBefore(moment('2026-11-09T09:00+01:00', locale))} ${words.notRecordedThen(stretch('2026-11-13T17:00+01:00', '2026-11-18T10:12+01:00', locale))}`,
            ]),
          )
          // Of these dates, each that has a strip and is partly on record.
          expect(await page.locator("activity-day-strip rect[fill='url(#hatching)']").count()).toBe(2)
          await page.locator('button[data-date="2026-11-18"]').click()
          await page.locator('.timeline').waitFor()
          expect(await page.locator(".timeline rect[fill='url(#hatching)']").count()).toBe(1)
          await page.locator('button[data-date="2026-11-20"]').click()
          await expect.poll(() => page.locator('.timeline').count()).toBe(2)
          expect(await page.locator(".timeline rect[fill='url(#hatching)']").count()).toBe(1)
          expect(await violationsIn(page)).toEqual([])
          if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/unrecorded-${locale}.png`, fullPage: true })
        },
        { locale, timeZone: amsterdam.timeZone },
      )
    },
  )

  test('of a whole range says so, and nobody can go where nothing is', async () => {
    await withBrowser(
      async (context) => {
        const page = await openView(context, server, { network: 'breaks', user: 'ben', from: '2026-10-01', to: '2026-10-31' })
        await page.getByText(languages[0].words.nothingRecorded).waitFor()
        expect(await page.getByText(languages[0].words.noActivity, { exact: true }).count()).toBe(0)
        await page.getByText(languages[0].words.nothingBefore('9 November 2026 at 09:00')).waitFor()
        const earlier = page.getByRole('button', { name: languages[0].words.earlier })
        expect(await earlier.getAttribute('aria-disabled')).toBe('true')
        await earlier.click({ force: true })
        await page.getByRole('button', { name: languages[0].words.later }).click()
        await page.locator('ol.days').waitFor()
        expect(await earlier.getAttribute('aria-disabled')).toBe('true')
      },
      { locale: 'en-GB', timeZone: amsterdam.timeZone },
    )
  })

  test.each(languages.slice(-rounds(1, 2)))(
    'is told in the list of users, and an empty list accuses nobody: $language',
    async ({ locale, words }) => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'fresh', tab: 'users' })
          await page.getByText(words.nobodyRecorded).waitFor()
          expect(plain(await textsOf(page, '.missing-notice'))).toEqual(plain([words.nothingBefore(moment('2026-11-25T13:03+01:00', locale))]))
          await page.close()
          const other = await openView(context, server, { network: 'was-on', tab: 'users' })
          await other.getByText(words.nobodyRecorded).waitFor()
          const missing = stretch('2026-11-24T09:00+01:00', '2026-11-25T14:03+01:00', locale)
          expect(plain(await textsOf(other, '.missing-notice'))).toEqual(plain([words.notRecordedThen(missing)]))
          await other.close()
          const never = await openView(context, server, { network: 'never', tab: 'users' })
          await never.getByText(words.nothingRecorded).waitFor()
        },
        { locale, timeZone: amsterdam.timeZone },
      )
    },
  )
})
