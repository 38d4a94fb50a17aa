import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Words } from '../../packages/admin-ui/src/i18n/en.ts'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { pastChanges } from './people.ts'
import { now, ViewServer } from './view-server.ts'
import { focusComesTo, hasFocus, languages, openView, readApi, tabTo, textsOf } from './view-visit.ts'

/** Longer than two pages, and with new timeouts at each edge of a page. */
const longHistory = Array.from({ length: 110 }, (_, nth) => ({
  networkId: 'long',
  change: nth % 4 === 3 ? ('off' as const) : ('on' as const),
  at: new Date(Date.parse('2026-10-01T08:00Z') + nth * 3_600_000).toISOString(),
  timeoutSeconds: { mobile: 300, web: 60 * (1 + (nth % 4)) },
  changesTimeouts: nth % 4 === 1 || nth % 4 === 2,
}))

const historyKey = (change: 'on' | 'off', changesTimeouts: boolean) =>
  changesTimeouts ? 'historyTimeouts' : change === 'on' ? 'historyOn' : 'historyOff'

const byAdmin = (words: Words) => words.historyBy('\u2068admin\u2069')

describe.runIf(hasChromium)('the tab Preferences', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([...pastChanges, ...longHistory])
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(0, rounds(1, 2)))('in $language, by keyboard alone', ({ locale, words, ownName }) => {
    test('switches tracking on and off, after saying what follows (R1, R2, R3)', async () => {
      await withBrowser(
        async (context) => {
          const network = `switched-${locale}`
          const token = await server.token([network])
          const page = await openView(context, server, { network }, token)
          await page.getByText(words.trackingNeverOn).waitFor()
          await tabTo(page, '[role=switch]')
          await page.keyboard.press('Space')
          await page.getByRole('heading', { name: words.switchOnQuestion }).waitFor()
          expect(await textsOf(page, '.consequences li')).toEqual(words.switchOnConsequences(words.days(400)))
          await page.keyboard.press('Escape')
          await focusComesTo(page, '[role=switch]')
          expect(await readApi(server, `/v1/networks/${network}/tracking`, token)).toMatchObject({ enabled: false, since: null })

          await page.keyboard.press('Enter')
          await tabTo(page, '.button.primary')
          await page.keyboard.press('Enter')
          await page.getByText(words.fromTomorrow).waitFor()
          expect(await readApi(server, `/v1/networks/${network}/tracking`, token)).toMatchObject({ enabled: true })
          expect(await page.getByRole('switch').getAttribute('aria-checked')).toBe('true')
          await focusComesTo(page, '[role=switch]')

          await page.keyboard.press('Space')
          await page.getByRole('heading', { name: words.switchOffQuestion }).waitFor()
          const until = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'America/New_York' }).format(now + 400 * 86_400_000)
          expect(await textsOf(page, '.consequences li')).toEqual(words.switchOffConsequences(until))
          await tabTo(page, '.button.primary')
          await page.keyboard.press('Space')
          await page.getByText(words.historyOff).waitFor()
          expect(await readApi(server, `/v1/networks/${network}/tracking`, token)).toMatchObject({
            enabled: false,
            changes: [{ change: 'on' }, { change: 'off' }],
          })
          expect(await page.locator('.history li').count()).toBe(2)
          await focusComesTo(page, '[role=switch]')
        },
        { locale },
      )
    })

    test('shows a long history page by page, and what each change was', async () => {
      await withBrowser(
        async (context) => {
          const token = await server.token(['long'])
          const page = await openView(context, server, { network: 'long' }, token)
          const all = longHistory.toReversed().map(({ change, changesTimeouts }) => words[historyKey(change, changesTimeouts)])
          const shown = async () => (await textsOf(page, '.history li > span')).map((text) => all.find((what) => text.startsWith(what)) ?? text)
          await page.locator('.history li').first().waitFor()
          expect(await shown()).toEqual(all.slice(0, 50))
          await tabTo(page, '.earlier')
          await page.keyboard.press('Enter')
          await page.locator('.history li').nth(99).waitFor()
          expect(await shown()).toEqual(all.slice(0, 100))
          expect(await hasFocus(page, '.earlier')).toBe(true)
          await page.keyboard.press('Space')
          await focusComesTo(page, '#history')
          expect(await shown()).toEqual(all)
          expect(await page.locator('.earlier').count()).toBe(0)
        },
        { locale },
      )
    })

    test('changes timeouts within their bounds only, and stays where it was', async () => {
      await withBrowser(
        async (context) => {
          const token = await server.token(['fresh'])
          const page = await openView(context, server, { network: 'fresh' }, token)
          await page.getByText(words.fromTomorrow).waitFor()
          await tabTo(page, 'label:nth-of-type(2) input')
          await page.keyboard.press('Control+A')
          await page.keyboard.type('241')
          await page.getByText(words.timeoutRange).waitFor()
          await page.keyboard.press('Enter')
          expect(await readApi(server, '/v1/networks/fresh/tracking', token)).not.toMatchObject({ inactivityTimeoutSeconds: { web: 14_460 } })
          const minutes = locale === 'en-GB' ? 45 : 50
          await page.keyboard.press('Control+A')
          await page.keyboard.type(String(minutes))
          await page.getByText(words.timeoutsWhenOn).waitFor()
          await tabTo(page, 'button[type=submit]')
          await page.keyboard.press('Enter')
          await page.getByText(words.saved, { exact: true }).waitFor()
          expect(await readApi(server, '/v1/networks/fresh/tracking', token)).toMatchObject({
            inactivityTimeoutSeconds: { mobile: 300, web: minutes * 60 },
          })
          await page.getByText(words.historyTimeouts).first().waitFor()
          const inMinutes = (count: number) => new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: 'short' }).format(count)
          const before = locale === 'en-GB' ? 30 : 45
          expect((await textsOf(page, '.history li > span'))[0]).toBe(
            `${words.historyTimeouts} ${byAdmin(words)} ${words.device.web.toLowerCase()} ${words.historyFromTo(inMinutes(before), inMinutes(minutes))}`,
          )
          expect(await hasFocus(page, 'button[type=submit]')).toBe(true)
        },
        { locale },
      )
    })

    test('does not call saved what was typed while something else was being saved', async () => {
      await withBrowser(
        async (context) => {
          const network = `hasty-${locale}`
          const token = await server.token([network])
          const put = (body: object) =>
            fetch(`${server.address}/v1/networks/${network}/tracking`, {
              method: 'PUT',
              headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
              body: JSON.stringify(body),
            })
          expect((await put({ enabled: true })).status).toBe(200)
          const page = await openView(context, server, { network }, token)
          for (const [field, first, then] of [
            ['label:nth-of-type(2) input', '45', '46'],
            ['input[inputmode=numeric]', '500', '501'],
          ] as const) {
            const answering = Promise.withResolvers<void>()
            await page.route('**/v1/**', async (route) => {
              if (route.request().method() === 'PUT') await answering.promise
              await route.continue()
            })
            const changes = page.locator('.history li')
            await changes.first().waitFor()
            const before = await changes.count()
            await page.locator(field).fill(first)
            const asked = page.waitForRequest((request) => request.method() === 'PUT')
            await page.locator(field).press('Enter')
            await asked
            await page.locator(field).fill(then)
            answering.resolve()
            await expect.poll(() => changes.count()).toBe(before + 1)
            await page.getByText(words.notSaved).waitFor()
            expect(await page.getByText(words.saved, { exact: true }).count()).toBe(0)
            await page.locator(field).press('Enter')
            await page.getByText(words.saved, { exact: true }).waitFor()
            await page.unrouteAll({ behavior: 'wait' })
            await page.reload()
          }
        },
        { locale },
      )
    })

    test('keeps what was typed and not saved through tabs, users, networks and languages, and asks before it would be lost', async () => {
      await withBrowser(
        async (context) => {
          const network = `typed-${locale}`
          const token = await server.token([network, 'acme'])
          const page = await openView(context, server, { network }, token)
          const days = page.locator('input[inputmode=numeric]')
          const web = page.getByRole('spinbutton', { name: words.device.web })
          /** Reloads the page, and stays if it asks. */
          const reload = async () => {
            const asking = page.waitForEvent('dialog').then(async (dialog) => {
              await dialog.dismiss()
              return dialog.type()
            })
            const leaving = page.waitForEvent('load').then(() => 'gone')
            await page.evaluate('void setTimeout(() => location.reload())')
            return await Promise.race([asking, leaving])
          }
          await page.getByText(words.trackingNeverOn).waitFor()
          await tabTo(page, '[role=switch]')
          await page.keyboard.press('Enter')
          await tabTo(page, '.button.primary')
          await page.keyboard.press('Enter')
          await page.getByText(words.fromTomorrow).waitFor()
          await tabTo(page, 'label:nth-of-type(2) input')
          await page.keyboard.press('Control+A')
          await page.keyboard.type('45')
          await page.getByText(words.notSaved).waitFor()
          await tabTo(page, 'input[inputmode=numeric]')
          await page.keyboard.press('Control+A')
          await page.keyboard.type('90')
          await expect.poll(() => page.getByText(words.notSaved).count()).toBe(2)
          const isThere = async () => {
            await days.waitFor()
            expect([await web.inputValue(), await days.inputValue(), await page.getByText(words.notSaved).count()]).toEqual(['45', '90', 2])
          }

          await tabTo(page, '[role=tab]', 'Shift+Tab')
          await page.keyboard.press('ArrowRight')
          await page.getByRole('searchbox').waitFor()
          await page.goBack()
          await isThere()
          await page.evaluate(`location.hash = 'network=${network}&user=anna'`)
          await page.getByRole('heading', { name: 'anna' }).waitFor()
          await page.evaluate(`location.hash = 'network=acme'`)
          await page.getByRole('heading', { name: 'acme' }).waitFor()
          await days.waitFor()
          expect([await days.inputValue(), await page.getByText(words.notSaved).count()]).toEqual(['400', 0])
          // It would be lost from here too.
          expect(await reload()).toBe('beforeunload')
          await page.evaluate(`location.hash = 'network=${network}'`)
          await isThere()
          const other = languages.find((each) => each.locale !== locale) ?? languages[0]
          await page.getByRole('button', { name: other.ownName }).click()
          await page.getByText(other.words.notSaved).first().waitFor()
          await page.getByRole('button', { name: ownName }).click()
          await page.getByText(words.notSaved).first().waitFor()
          await isThere()

          // What was typed back, and what was saved, is no reason to ask.
          await web.fill('30')
          await expect.poll(() => page.getByText(words.notSaved).count()).toBe(1)
          await days.fill('900')
          await days.press('Enter')
          await page.getByText(words.saved, { exact: true }).waitFor()
          expect(await reload()).toBe('gone')
        },
        { locale },
      )
    })

    test('keeps activity shorter only once that is confirmed, and what else was typed stays', async () => {
      await withBrowser(
        async (context) => {
          const network = `short-${locale}`
          const token = await server.token([network])
          const page = await openView(context, server, { network }, token)
          await tabTo(page, '[role=switch]')
          await page.keyboard.press('Enter')
          await tabTo(page, '.button.primary')
          await page.keyboard.press('Enter')
          await page.getByText(words.fromTomorrow).waitFor()
          await tabTo(page, 'label:first-of-type input')
          await page.keyboard.press('Control+A')
          await page.keyboard.type('7')

          await tabTo(page, 'input[inputmode=numeric]')
          await page.keyboard.press('Control+A')
          await page.keyboard.type('30')
          await page.keyboard.press('Enter')
          await page.getByText(words.retentionConsequence(words.days(30))).waitFor()
          await page.keyboard.press('Escape')
          await focusComesTo(page, 'input[inputmode=numeric]')
          expect(await readApi(server, `/v1/networks/${network}/tracking`, token)).toMatchObject({ retentionDays: 400 })
          await tabTo(page, 'button[type=submit]')
          await page.keyboard.press('Space')
          await page.getByText(words.retentionConsequence(words.days(30))).waitFor()
          await tabTo(page, '.button.danger')
          await page.keyboard.press('Enter')
          await page.getByText(words.saved, { exact: true }).waitFor()
          await focusComesTo(page, 'form > button[type=submit]')
          expect((await textsOf(page, '.history li > span'))[0]).toBe(
            `${words.historyRetention} ${byAdmin(words)} ${words.historyFromTo(words.days(400), words.days(30))}`,
          )
          expect((await textsOf(page, '.history li > span'))[1]).toContain(words.historyOn)
          expect(await readApi(server, `/v1/networks/${network}/tracking`, token)).toMatchObject({ retentionDays: 30 })
          expect(await page.getByRole('spinbutton', { name: words.device.mobile }).inputValue()).toBe('7')
        },
        { locale },
      )
    })
  })
})
