import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../packages/admin-ui/src/i18n/en.ts'
import { nl } from '../../packages/admin-ui/src/i18n/nl.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { pastChanges, settlePeople } from './people.ts'
import { now, ViewServer } from './view-server.ts'

const languages = [
  { language: 'English', locale: 'en-GB', words: en, networkId: 'switched-en' },
  { language: 'Dutch', locale: 'nl-NL', words: nl, networkId: 'switched-nl' },
] as const

/** Texts of elements, without the white space between their parts. */
const textsOf = async (page: Page, selector: string) =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())

describe.runIf(hasChromium)('the view', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start(pastChanges)
    await settlePeople(server)
  })
  afterAll(() => server.stop())

  async function open(context: BrowserContext, place: Readonly<Record<string, string>>, token?: string): Promise<Page> {
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    await page.clock.setFixedTime(now)
    await page.goto(await server.view(place, token))
    return page
  }

  async function call(path: string, token: string): Promise<unknown> {
    const response = await fetch(server.address + path, { headers: { authorization: `Bearer ${token}` } })
    return await response.json()
  }

  /** Presses Tab until something that matches has the focus. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab')
      const isThere = await page.evaluate(`(() => {
        let focused = document.activeElement
        while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
        return focused?.matches(${JSON.stringify(selector)}) ?? false
      })()`)
      if (isThere === true) return
    }
    throw new Error(`Tab does not lead to ${selector}`)
  }

  describe.each(languages)('in $language', ({ locale, words, networkId }) => {
    test('switches tracking on and off by keyboard alone, after saying what follows (R1, R2, R3)', async () => {
      await withBrowser(
        async (context) => {
          const token = await server.token([networkId])
          const page = await open(context, { network: networkId }, token)
          await page.getByText(words.trackingNeverOn).waitFor()
          await tabTo(page, '[role=switch]')
          await page.keyboard.press('Space')
          await page.getByRole('heading', { name: words.switchOnQuestion }).waitFor()
          expect(await textsOf(page, 'dialog[open] li, .consequences li')).toEqual(words.switchOnConsequences(words.days(400)))
          await page.keyboard.press('Escape')
          expect(await call(`/v1/networks/${networkId}/tracking`, token)).toMatchObject({ enabled: false, since: null })

          await page.keyboard.press('Space')
          await page.keyboard.press('Tab')
          await page.keyboard.press('Enter')
          await page.getByText(words.fromTomorrow).waitFor()
          expect(await call(`/v1/networks/${networkId}/tracking`, token)).toMatchObject({ enabled: true })
          expect(await page.getByRole('switch').getAttribute('aria-checked')).toBe('true')

          await page.keyboard.press('Space')
          await page.getByRole('heading', { name: words.switchOffQuestion }).waitFor()
          const until = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'America/New_York' }).format(now + 400 * 86_400_000)
          expect(await textsOf(page, '.consequences li')).toEqual(words.switchOffConsequences(until))
          await page.keyboard.press('Tab')
          await page.keyboard.press('Enter')
          await page.getByText(words.historyOff).waitFor()
          expect(await call(`/v1/networks/${networkId}/tracking`, token)).toMatchObject({
            enabled: false,
            changes: [{ change: 'on' }, { change: 'off' }],
          })
          expect(await page.locator('.history li').count()).toBe(2)
        },
        { locale },
      )
    })

    test('shows one row per active day of the last two weeks, and the sessions of a day on Enter (R5, R6)', async () => {
      await withBrowser(
        async (context) => {
          const page = await open(context, { network: 'acme', user: 'anna' })
          await page.locator('button.day').first().waitFor()
          const rows = await textsOf(page, 'button.day')
          const day = (date: string) => new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(date))
          const [hour, minute] = ['hour', 'minute'].map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }))
          expect(rows).toHaveLength(11)
          expect(rows[0]?.toLowerCase()).toBe(
            `${day('2026-11-25')} ${words.today} · ${words.stillRunning} ${words.sessionCount(3)} ${hour?.format(4)} ${minute?.format(34)}`.toLowerCase(),
          )
          expect(rows[1]?.toLowerCase()).toBe(`${day('2026-11-24')} ${words.sessionCount(5)} ${hour?.format(7)} ${minute?.format(53)}`.toLowerCase())

          await tabTo(page, '[data-date="2026-11-24"]')
          await page.keyboard.press('Enter')
          await page.locator('activity-day-sessions tbody tr').first().waitFor()
          const cells = await textsOf(page, 'activity-day-sessions tbody td')
          const sessions = Array.from({ length: cells.length / 4 }, (_, row) => cells.slice(row * 4, row * 4 + 3))
          expect(sessions.map(([device, ...times]) => [device?.split(' ')[0], ...times])).toEqual([
            [words.device.mobile, '07:39', '07:52'],
            [words.device.web, '08:56', '12:26'],
            [words.device.mobile, '12:32', '12:48'],
            [words.device.web, '13:18', '16:44'],
            [words.device.mobile, '15:50', '16:18'],
          ])
          await page.keyboard.press('Enter')
          expect(await page.locator('activity-day-sessions').count()).toBe(0)
          // The bar in the picture opens it too.
          await page.locator('.bar').first().click()
          await page.locator('[data-date="2026-11-25"][aria-expanded=true]').waitFor()
          await page.locator('activity-day-sessions .chip.live').waitFor()
          expect(await textsOf(page, 'activity-day-sessions .chip.live')).toEqual([words.now])
        },
        { locale },
      )
    })

    test('says at each session that the clock differs, with both times, also where clocks change (R7)', async () => {
      await withBrowser(
        async (context) => {
          const page = await open(context, { network: 'acme', user: 'kim' })
          await page.getByText(words.noActivity).waitFor()
          await page.locator('activity-date-range-picker .current').click()
          await page.getByLabel(words.from, { exact: true }).fill('2026-10-20')
          await page.getByLabel(words.to, { exact: true }).fill('2026-10-30')
          await page.getByRole('button', { name: words.show, exact: true }).click()
          await page.locator('button.day').click()
          await page.getByText(words.clocksChanged('25')).waitFor()
          const cells = await textsOf(page, 'activity-day-sessions tbody tr:first-child td')
          expect(cells.slice(1, 3)).toEqual(['01:30 +02:00', '02:30 +01:00'])
          const mark = page.getByRole('button', { name: words.inTimeOf('Amsterdam') }).first()
          // To be heard without a press; in New York it is the evening before.
          expect(await mark.textContent()).toMatch(/19:30.*21:30/)
          expect(await page.locator('tr.viewer').count()).toBe(0)
          await mark.press('Enter')
          await page.locator('tr.viewer').waitFor()
          expect((await textsOf(page, 'tr.viewer'))[0]).toMatch(
            new RegExp(`${words.yourTime('New York').replace(/[()]/g, '\\$&')}: .*24.*19:30.*21:30`),
          )
        },
        { locale },
      )
      await withBrowser(
        async (context) => {
          const page = await open(context, { network: 'acme', user: 'anna' })
          await page.locator('button.day').nth(1).click()
          await page.locator('activity-day-sessions tbody tr').first().waitFor()
          expect(await page.locator('.zone').count()).toBe(0)
        },
        { locale, timeZone: 'Europe/Brussels' },
      )
    })

    test('shows a day of 23 hours, and goes to it by keyboard alone (R6, R7)', async () => {
      await withBrowser(
        async (context) => {
          const page = await open(context, { network: 'acme', user: 'kim' })
          await page.locator('button.day, .empty').first().waitFor()
          await tabTo(page, '.current')
          await page.keyboard.press('Enter')
          // Date fields take digits part by part; which part comes first is the browser's affair, so the day is the month too.
          await tabTo(page, 'label:first-of-type input')
          await page.keyboard.type('03032026')
          await tabTo(page, 'label:nth-of-type(2) input')
          await page.keyboard.type('04042026')
          await page.keyboard.press('Enter')
          await tabTo(page, 'button.day[data-date="2026-03-29"]')
          await page.keyboard.press('Enter')
          await page.getByText(words.clocksChanged('23')).waitFor()
          const cells = await textsOf(page, 'activity-day-sessions tbody tr:first-child td')
          expect(cells.slice(1, 3)).toEqual(['01:30 +01:00', '04:00 +02:00'])
          expect(cells[3]).toMatch(/1.*30/)
        },
        { locale },
      )
    })

    test('marks what goes on over midnight', async () => {
      await withBrowser(
        async (context) => {
          const page = await open(context, { network: 'acme', user: 'noor' })
          await page.locator('button.day').first().click()
          await page.getByText(words.continuesFromDayBefore).waitFor()
          await page.locator('button.day').nth(1).click()
          await page.getByText(words.continuesNextDay).waitFor()
          await page.getByText(words.midnight).waitFor()
          expect(await page.locator('.mark').count()).toBe(2)
        },
        { locale },
      )
    })

    test('saves the sessions as CSV, for Excel too, from the menu by keyboard (R8)', async () => {
      await withBrowser(
        async (context) => {
          const page = await open(context, { network: 'acme', user: 'ben' })
          await page.locator('button.day').first().waitFor()
          const save = async (...keys: string[]) => {
            await page.locator('activity-overflow-menu .dots').focus()
            const downloading = page.waitForEvent('download')
            for (const key of ['Enter', ...keys, 'Enter']) await page.keyboard.press(key)
            const download = await downloading
            return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
          }
          const plain = await save()
          expect(plain.name).toBe('activity-ben-2026-11-12-to-2026-11-25.csv')
          expect(plain.text).toMatch(/^date,device,started_at,.*\r\n2026-11-16,web,2026-11-16T09:00:00.000-05:00,/)
          expect(plain.text.trim().split('\r\n')).toHaveLength(8)
          const excel = await save('ArrowDown')
          expect(excel.text).toMatch(/^\uFEFFdate;device;/)
          await page.getByText(words.csvSaved).waitFor()
        },
        { locale },
      )
    })

    test('erases a user once the name is typed', async () => {
      const user = `leaver-${locale}`
      await server.send('acme', [{ user, device: 'web', timeZone: 'Europe/Amsterdam', from: '2026-11-24T09:00+01:00', to: '2026-11-24T10:00+01:00' }])
      await withBrowser(
        async (context) => {
          const page = await open(context, { network: 'acme', user })
          await page.locator('button.day').waitFor()
          await page.locator('activity-overflow-menu .dots').focus()
          for (const key of ['ArrowUp', 'Enter']) await page.keyboard.press(key)
          const confirm = page.getByRole('button', { name: words.eraseConfirm })
          await page.keyboard.type('leaver')
          expect(await confirm.isDisabled()).toBe(true)
          await page.keyboard.type(`-${locale}`)
          expect(await confirm.isDisabled()).toBe(false)
          await page.keyboard.press('Enter')
          await page.getByText(words.noActivity).waitFor()
          expect((await textsOf(page, '.told'))[0]).toMatch(/26/)
          expect(await call(`/v1/networks/acme/users/${user}/days`, await server.token(['acme']))).toMatchObject({ days: [] })
        },
        { locale },
      )
    })

    test('changes timeouts within their bounds only', async () => {
      await withBrowser(
        async (context) => {
          const token = await server.token(['fresh'])
          const page = await open(context, { network: 'fresh' }, token)
          const field = page.getByLabel(words.timeoutWeb)
          await field.fill('241')
          await page.getByText(words.timeoutRange).waitFor()
          await field.press('Enter')
          expect(await call('/v1/networks/fresh/tracking', token)).not.toMatchObject({ inactivityTimeoutSeconds: { web: 14_460 } })
          const minutes = locale === 'en-GB' ? 45 : 50
          await field.fill(String(minutes))
          await page.getByText(words.timeoutsWhenOn).waitFor()
          await field.press('Enter')
          await page.getByText(words.saved).waitFor()
          expect(await call('/v1/networks/fresh/tracking', token)).toMatchObject({ inactivityTimeoutSeconds: { mobile: 300, web: minutes * 60 } })
          await page.getByText(words.historyTimeouts).first().waitFor()
        },
        { locale },
      )
    })

    test('keeps activity shorter only once that is confirmed', async () => {
      await withBrowser(
        async (context) => {
          const network = `short-${locale}`
          const token = await server.token([network])
          const page = await open(context, { network }, token)
          const field = page.getByRole('spinbutton', { name: words.retention })
          await field.fill('30')
          await field.press('Enter')
          await page.getByText(words.retentionConsequence(words.days(30))).waitFor()
          await page.keyboard.press('Escape')
          expect(await call(`/v1/networks/${network}/tracking`, token)).toMatchObject({ retentionDays: 400 })
          await field.press('Enter')
          await page.getByRole('button', { name: words.retentionConfirm }).press('Enter')
          await page.getByText(words.saved).waitFor()
          expect(await call(`/v1/networks/${network}/tracking`, token)).toMatchObject({ retentionDays: 30 })
        },
        { locale },
      )
    })

    test('finds users, sorts them and turns pages, by keyboard, and goes to one and back (R4)', async () => {
      await withBrowser(
        async (context) => {
          const page = await open(context, { network: 'crowd' })
          await page.getByRole('tab', { name: words.preferences }).press('ArrowRight')
          await page.getByText(words.usersShown(50)).waitFor()
          expect(page.url()).toBe(`${server.address}/#network=crowd&tab=users`)
          const search = page.getByRole('searchbox', { name: words.search })
          expect((await textsOf(page, 'tbody a'))[0]).toBe('user-000')
          await search.fill('R-08')
          await page.getByText(words.usersShown(10)).waitFor()
          await search.fill('')
          await page.getByText(words.usersShown(50)).waitFor()
          await page.getByRole('button', { name: words.moreUsers }).press('Enter')
          await page.getByText(words.usersShown(90)).waitFor()
          const sorted = page.waitForRequest((request) => request.url().includes('sort=lastActive'))
          await page.getByRole('button', { name: words.sortedBy(words.lastActive) }).press('Enter')
          await sorted
          await page.locator('tbody tr:first-child a', { hasText: 'user-089' }).waitFor()
          await search.press('ArrowDown')
          await page.keyboard.press('ArrowDown')
          await page.keyboard.press('ArrowUp')
          await page.keyboard.press('Enter')
          await page.getByRole('heading', { name: 'user-089' }).waitFor()
          expect(page.url()).toBe(`${server.address}/#network=crowd&user=user-089`)
          await page.getByRole('button', { name: words.backToUsers }).press('Enter')
          await search.waitFor()
          await page.goBack()
          await page.getByRole('heading', { name: 'user-089' }).waitFor()
        },
        { locale },
      )
    })

    test('loses nothing when the service goes away, and goes on when it is back', async () => {
      await withBrowser(
        async (context) => {
          const page = await open(context, { network: 'acme', user: 'anna' })
          await page.locator('button.day').first().waitFor()
          await page.route('**/v1/**', (route) => route.abort())
          await page.locator('button.day').nth(1).click()
          await page.getByText(words.failures.unreachable).waitFor()
          expect(await page.locator('button.day').count()).toBe(11)
          await page.unroute('**/v1/**')
          await page.getByRole('button', { name: words.retry }).click()
          await page.locator('activity-day-sessions tbody tr').nth(4).waitFor()
          expect(await page.getByText(words.failures.unreachable).count()).toBe(0)
        },
        { locale },
      )
    })
  })

  test('keeps the token out of the address, over a reload, and asks no other host', async () => {
    await withBrowser(async (context) => {
      const hosts = new Set<string>()
      const page = await context.newPage()
      page.on('request', (request) => hosts.add(new URL(request.url()).host))
      const token = await server.token(['acme'])
      await page.goto(await server.view({ network: 'acme', user: 'ben' }, token))
      await page.locator('button.day').first().waitFor()
      expect(page.url()).toBe(`${server.address}/#network=acme&user=ben`)
      await page.reload()
      await page.locator('button.day').first().waitFor()
      expect([...hosts].filter((host) => host !== '')).toEqual([new URL(server.address).host])
      const answer = await fetch(server.address)
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/)
      expect(answer.headers.get('content-security-policy')).not.toContain('unsafe')
      expect(await answer.text()).not.toMatch(/<script(?![^>]* src=)|<style|style=/)
    })
  })

  test('speaks the language that is chosen, and remembers it', async () => {
    await withBrowser(async (context) => {
      const page = await open(context, { network: 'acme' })
      await page.getByRole('tab', { name: en.preferences }).waitFor()
      await page.getByRole('button', { name: nl.languageName }).click()
      await page.getByRole('tab', { name: nl.preferences }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('nl')
      await page.reload()
      await page.getByRole('tab', { name: nl.preferences }).waitFor()
    })
  })

  test('can be put into another page, which hands over tokens and is told what happens', async () => {
    await withBrowser(async (context) => {
      const page = await context.newPage()
      await page.route('**/settings', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: '<!doctype html><title>Settings</title><script type="module" src="/activity-overview.js"></script><activity-overview network="acme" user="ben" lang="nl"></activity-overview>',
        }),
      )
      await page.goto(`${server.address}/settings`)
      await page.getByText(nl.noToken).waitFor()
      const hand = async (token: string) =>
        await page.evaluate(`new Promise((resolve) => {
          const view = document.querySelector('activity-overview')
          view.addEventListener('activity-token-expired', () => resolve('expired'), { once: true })
          view.token = ${JSON.stringify(token)}
          setTimeout(() => resolve('kept'), 1500)
        })`)
      expect(await hand(await server.token(['acme'], ['activity:read'], -10))).toBe('expired')
      await page.getByText(nl.failures.token).waitFor()
      expect(await hand(await server.token(['acme'], ['activity:read']))).toBe('kept')
      await page.locator('button.day').first().waitFor()
      const gone = page.evaluate(`new Promise((resolve) => {
        document.querySelector('activity-overview').addEventListener('activity-navigate', ({ detail }) => resolve(detail))
      })`)
      await page.getByRole('button', { name: nl.backToUsers }).click()
      expect(await gone).toEqual({ network: 'acme', user: '', tab: 'users' })
    })
  })
})
