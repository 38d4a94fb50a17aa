import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { languages, openView, textsOf } from './view-visit.ts'

describe.runIf(hasChromium)('a viewer whose time zone', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  /** Goes through all of the view; nothing is missing but the comparison of clocks. */
  async function seesAll(context: Parameters<typeof openView>[0], words: (typeof languages)[number]['words']): Promise<void> {
    const errors: string[] = []
    context.on('weberror', (error) => errors.push(String(error.error())))
    const page = await openView(context, server, { network: 'acme', user: 'anna' })
    await page.locator('button.day').nth(1).click()
    await page.locator('activity-day-sessions tbody tr').nth(4).waitFor()
    expect((await textsOf(page, 'activity-day-sessions tbody tr:first-child td')).slice(1, 3)).toEqual(['07:39', '07:52'])
    expect(await page.locator('.zone').count()).toBe(0)
    await page.getByText(words.clocksNotCompared).waitFor()
    await page.locator('.dots').click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: words.csvExport }).first().click()
    await download
    await page.getByRole('button', { name: words.backToUsers }).click()
    await page.getByText('anna').waitFor()
    await page.getByRole('tab', { name: words.preferences }).click()
    expect(await page.getByRole('switch').getAttribute('aria-checked')).toBe('true')
    // Nobody knows whose clock it is, so it says how far from UTC.
    expect(await page.locator('.history time').first().innerText()).toMatch(/ [+-]\d\d:\d\d$/)
    await page.getByRole('switch').click()
    await page.getByRole('button', { name: words.cancel }).click()
    expect(errors).toEqual([])
  }

  test.each(languages.slice(0, rounds(1, 2)))('is unknown to the browser sees all in $language', async ({ locale, words }) => {
    await withBrowser((context) => seesAll(context, words), { locale, machineTimeZone: 'Nowhere/Nowhere' })
  })

  test('is unknown to the service sees all, and its times go on being those of that zone', async () => {
    await withBrowser(
      async (context) => {
        const asked: string[] = []
        context.on('request', (request) => asked.push(request.url()))
        await context.addInitScript(`{
          const { resolvedOptions } = Intl.DateTimeFormat.prototype
          Intl.DateTimeFormat.prototype.resolvedOptions = function () {
            const options = resolvedOptions.call(this)
            return options.timeZone === 'America/New_York' ? { ...options, timeZone: 'EST5EDT6' } : options
          }
          const Format = Intl.DateTimeFormat
          const known = (options) => (options?.timeZone === 'EST5EDT6' ? { ...options, timeZone: 'America/New_York' } : options)
          Intl.DateTimeFormat = new Proxy(Format, {
            construct: (target, [locales, options]) => new target(locales, known(options)),
            apply: (target, self, [locales, options]) => new target(locales, known(options)),
          })
        }`)
        const page = await openView(context, server, { network: 'acme', user: 'anna' })
        await page.locator('button.day').nth(1).click()
        await page.locator('activity-day-sessions tbody tr').nth(4).waitFor()
        await page.getByText(languages[0].words.clocksNotCompared).waitFor()
        expect(await page.locator('.as-of').innerText()).toContain('08:03')
        // Refused once, not sent again.
        expect(asked.filter((url) => url.includes('EST5EDT6'))).toHaveLength(1)
      },
      { locale: 'en-GB' },
    )
  })

  test('languages that no format takes are passed over', async () => {
    await withBrowser(async (context) => {
      await context.addInitScript(`Object.defineProperty(navigator, 'languages', { get: () => ['en-US@posix', 'nl-'] })`)
      const page = await openView(context, server, { network: 'acme' })
      await page.getByRole('switch').waitFor()
    })
  })

  test('a part that cannot be drawn says so, and leaves the others as they are', async () => {
    await withBrowser(
      async (context) => {
        const page = await openView(context, server, { network: 'acme', user: 'anna' })
        await page.locator('button.day').nth(10).waitFor()
        await page.route('**/sessions?**', async (route) => {
          await route.fulfill({
            json: { date: '2026-11-24', sessions: [{ device: 'web', startedAt: 'nonsense', endedAt: 'nonsense', timeZone: 'x' }] },
          })
        })
        await page.locator('button.day').nth(1).click()
        await page.getByRole('alert').getByText(languages[0].words.failures.broken).waitFor()
        expect(await page.locator('button.day').count()).toBe(11)
        await page.unroute('**/sessions?**')
        await page.locator('button.day').nth(1).click()
        await page.locator('button.day').nth(1).click()
        await page.locator('activity-day-sessions tbody tr').nth(4).waitFor()
        await page.route('**/tracking', (route) => route.fulfill({ json: { enabled: true, since: 'nonsense' } }))
        await page.evaluate("location.hash = 'network=acme'")
        await page.getByRole('alert').getByText(languages[0].words.failures.broken).waitFor()
        expect(await page.getByRole('tab').count()).toBe(3)
      },
      { locale: 'en-GB' },
    )
  })
})
