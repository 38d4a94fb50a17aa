import { readFileSync } from 'node:fs'
import type { Scope } from '@stitchlog/contracts'
import { signToken } from '@stitchlog/http-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { tokenSecret } from './create-test-standalone.ts'
import { ViewServer } from './view-server.ts'
import { focusComesTo, languages, openView, readApi, tabTo, textsOf } from './view-visit.ts'

const network = 'looked'
const timeZone = 'Europe/Amsterdam'

describe.runIf(hasChromium)('the tab Looks', () => {
  let server: ViewServer
  const tokenOf = (subject: string, scopes: readonly Scope[]) =>
    signToken(tokenSecret, { subject, networks: [network], scopes, expiresInSeconds: 3600 }, Date.now())
  beforeAll(async () => {
    server = await ViewServer.start([{ networkId: network, change: 'on', at: '2026-11-01T00:00Z' }])
    const base = `/v1/networks/${network}`
    const boss = await tokenOf('boss', ['activity:read'])
    await readApi(server, `${base}/users?from=2026-11-12&to=2026-11-25`, boss)
    for (let date = 10; date < 24; date++) await readApi(server, `${base}/users/anna/days/2026-11-${date}/sessions`, boss)
    await readApi(server, `${base}/users/ben/days?from=2026-11-12&to=2026-11-25`, await tokenOf('=cmd', ['activity:read']))
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(0, rounds(1, 2)))('in $language', ({ locale, words }) => {
    test('answers who looked at whom in one click, opens what belongs together, filters, and is saved as a file; by keyboard alone', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network }, await tokenOf('manager', ['activity:manage']))
          // Whoever only manages sees what that grants, and no refusal.
          await page.getByRole('switch').waitFor()
          expect(await textsOf(page, '[role=tab]')).toEqual([words.preferences, words.looks])
          await tabTo(page, '[role=tab]')
          await page.keyboard.press('ArrowRight')
          await page.locator('tbody tr').first().waitFor()
          expect(page.url()).toBe(`${server.address}/#network=${network}&tab=looks`)
          const dates = (from: string, to: string) =>
            new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
              .formatRange(new Date(from), new Date(to))
              .replaceAll(/\s+/g, ' ')
          const fortnight = dates('2026-11-12', '2026-11-25')
          const cells = async () =>
            Promise.all(
              (await page.locator('tbody tr').all()).map(async (row) =>
                (await row.locator('td').allInnerTexts()).slice(1).map((text) => text.replaceAll(/\s+/g, ' ').trim()),
              ),
            )
          expect(await cells()).toEqual([
            ['=cmd', 'ben', `${words.lookKinds.days} ${fortnight}`],
            ['boss', 'anna', `${words.lookCount(14)} ${dates('2026-11-10', '2026-11-23')}`],
            ['boss', words.lookEveryone, `${words.lookKinds.overview} ${fortnight}`],
          ])
          await tabTo(page, '.group')
          await page.keyboard.press('Enter')
          await expect.poll(() => page.locator('tbody tr').count()).toBe(17)
          await page.keyboard.press('Space')
          await expect.poll(() => page.locator('tbody tr').count()).toBe(3)

          await tabTo(page, 'input[name=user]', 'Shift+Tab')
          await page.keyboard.type('ben')
          await page.keyboard.press('Enter')
          await expect.poll(async () => (await cells()).map(([, user]) => user)).toEqual(['ben', words.lookEveryone])
          await tabTo(page, '.dots', 'Shift+Tab')
          await page.keyboard.press('Enter')
          const saving = page.waitForEvent('download')
          await page.keyboard.press('Enter')
          const saved = await saving
          expect(saved.suggestedFilename()).toBe(`looks-${network}-2026-11-12-to-2026-11-25.csv`)
          const rows = readFileSync(await saved.path(), 'utf8')
            .trimEnd()
            .split('\r\n')
          expect(rows[0]).toBe('occurred_at,reader,user_id,kind,from,to')
          // Newest first, and no formula.
          expect(rows.slice(1).map((row) => row.split(',').slice(1).join())).toEqual([
            `"'=cmd","ben",days,2026-11-12,2026-11-25`,
            '"boss","",overview,2026-11-12,2026-11-25',
          ])
          await focusComesTo(page, '.dots')
          await page.getByRole('button', { name: words.lastMonth }).click()
          await page.getByText(words.looksNone).waitFor()
          expect(page.url()).toBe(`${server.address}/#network=${network}&tab=looks&from=2026-10-01&to=2026-10-31`)
          await page.goBack()
          await expect.poll(() => page.locator('tbody tr').count()).toBe(2)
          expect(await violationsIn(page)).toEqual([])
          if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/looks-${locale}.png`, fullPage: true })
        },
        { locale, timeZone },
      )
    })
  })

  test('is not offered to who may not see it', async () => {
    await withBrowser(
      async (context) => {
        const { words } = languages[0]
        const page = await openView(context, server, { network }, await tokenOf('reader', ['activity:read']))
        await page.getByRole('switch').waitFor()
        expect(await textsOf(page, '[role=tab]')).toEqual([words.preferences, words.users])
      },
      { locale: 'en-GB', timeZone },
    )
  })
})
