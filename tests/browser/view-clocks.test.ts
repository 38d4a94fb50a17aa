import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { ViewServer } from './view-server.ts'
import { chooseDates } from './view-states.ts'
import { languages, openView, textsOf } from './view-visit.ts'

const network = 'clocks'

describe.runIf(hasChromium)('the clock of the viewer', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([{ networkId: network, change: 'on', at: '2025-10-26T01:30Z' }])
    const timeZone = 'Asia/Tokyo'
    await server.send(network, [
      { user: 'yuki', device: 'web', timeZone, from: '2026-10-25T00:30Z', to: '2026-10-25T01:30Z' },
      { user: 'yuki', device: 'mobile', timeZone, from: '2026-10-25T00:40:20Z', to: '2026-10-25T01:10:10Z' },
      { user: 'yuki', device: 'web', timeZone, from: '2026-10-25T05:00Z', to: '2026-10-25T06:00Z' },
      { user: 'yuki', device: 'web', timeZone, from: '2026-10-26T05:00Z', to: '2026-10-26T06:00Z' },
      { user: 'yuki', device: 'web', timeZone, from: '2026-03-29T00:30Z', to: '2026-03-29T01:30Z' },
      // 02:00 in Lord Howe, where clocks go back by half an hour at 15:00Z.
      { user: 'yuki', device: 'web', timeZone: 'Asia/Kolkata', from: '2026-04-04T14:45Z', to: '2026-04-04T15:15Z' },
    ])
  })
  afterAll(() => server.stop())

  /** The viewer's times of the sessions of the days that are shown, newest day first. */
  async function viewerTimes(page: Page, from: string, to: string): Promise<string[]> {
    await chooseDates(page, from, to)
    await expect.poll(async () => (await textsOf(page, '.summary [role=status]'))[0]).toMatch(/\d/)
    await page.locator('button.day').first().waitFor()
    for (const date of await page.locator('button.day').evaluateAll((days) => days.map((day) => day.getAttribute('data-date')))) {
      await page.locator(`button[data-date="${date}"]`).click()
      await page.locator(`#day-${date} td.viewer`).first().waitFor()
    }
    return await textsOf(page, 'td.viewer')
  }

  describe.each(languages.slice(-rounds(1, 2)))('in $language', ({ locale, words }) => {
    test('carries its offset where it shows an hour twice or leaves one out, and on no other day', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network, user: 'yuki' })
          await page.getByText(words.noActivity).waitFor()
          expect(await viewerTimes(page, '2026-10-25', '2026-10-26')).toEqual([
            '06:00–07:00',
            '02:30:00 +02:00 – 02:30:00 +01:00',
            '02:40:20 +02:00 – 02:10:10 +01:00',
            '06:00:00 +01:00 – 07:00:00 +01:00',
          ])
          // The address keeps the dates, so that a reload would show them.
          const other = await openView(context, server, { network, user: 'yuki' })
          await other.getByText(words.noActivity).waitFor()
          expect(await viewerTimes(other, '2026-03-29', '2026-03-29')).toEqual(['01:30 +01:00 – 03:30 +02:00'])
        },
        { locale, timeZone: 'Europe/Amsterdam' },
      )
    })

    test('carries it where it goes back by half an hour, and says when tracking was switched', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network, user: 'yuki' })
          await page.getByText(words.noActivity).waitFor()
          expect((await viewerTimes(page, '2026-04-04', '2026-04-05'))[0]).toMatch(/01:45 \+11:00 – .*01:45 \+10:30$/)
        },
        { locale, timeZone: 'Australia/Lord_Howe' },
      )
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network })
          await page
            .getByText(/02:30 \+01:00/)
            .first()
            .waitFor()
          expect(await page.getByText(/02:30 \+01:00/).count()).toBe(2)
        },
        { locale, timeZone: 'Europe/Amsterdam' },
      )
    })
  })
})
