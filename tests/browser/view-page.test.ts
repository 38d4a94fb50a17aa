import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../packages/admin-ui/src/i18n/en.ts'
import { languageNames } from '../../packages/admin-ui/src/i18n/language.ts'
import { nl } from '../../packages/admin-ui/src/i18n/nl.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, hasFocus, openView, styleOf, tabTo } from './view-visit.ts'

describe.runIf(hasChromium)('the page around the view', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

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

  test('speaks the language that is chosen by keyboard alone, and remembers it', async () => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme' })
      await page.getByRole('tab', { name: en.preferences }).waitFor()
      await tabTo(page, 'footer button[lang=nl]')
      await page.keyboard.press('Enter')
      await page.getByRole('tab', { name: nl.preferences }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('nl')
      expect(await hasFocus(page, 'footer button[lang=nl][aria-pressed=true]')).toBe(true)
      await page.reload()
      await page.getByRole('tab', { name: nl.preferences }).waitFor()
      await tabTo(page, 'footer button[lang=en]')
      await page.keyboard.press('Space')
      await page.getByRole('tab', { name: en.preferences }).waitFor()
    })
  })

  test('works where the browser lets pages remember nothing', async () => {
    await withBrowser(async (context) => {
      await context.addInitScript(`for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError') } })
      }`)
      const page = await openView(context, server, { network: 'acme', user: 'ben' })
      await page.locator('button.day').first().waitFor()
      await page.getByRole('button', { name: languageNames.nl }).click()
      await page.getByRole('button', { name: nl.backToUsers }).click()
      await page.getByText('anna').waitFor()
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
      await page.getByText(nl.loading).waitFor()
      await page.evaluate(`
        window.expired = 0
        document.querySelector('activity-overview').addEventListener('activity-token-expired', () => expired++)`)
      const hand = async (token: string) => await page.evaluate(`document.querySelector('activity-overview').token = ${JSON.stringify(token)}`)
      await hand(await server.token(['acme'], ['activity:read'], -10))
      await page.getByText(nl.failures.token).waitFor()
      await expect.poll(() => page.evaluate('expired')).toBe(1)
      await hand(await server.token(['acme'], ['activity:read']))
      await page.locator('button.day').first().waitFor()
      expect(await page.evaluate('expired')).toBe(1)
      const gone = page.evaluate(`new Promise((resolve) => {
        document.querySelector('activity-overview').addEventListener('activity-navigate', ({ detail }) => resolve(detail))
      })`)
      await page.getByRole('button', { name: nl.backToUsers }).click()
      expect(await gone).toEqual({ network: 'acme', user: '', tab: 'users' })
    })
  })

  test.each([
    { look: 'at 200% of a small window', width: 640, height: 400 },
    { look: 'at 400%, where 320 px are left', width: 320, height: 256 },
  ])('fits $look, dialogs and menus too', async ({ width, height }) => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme', user: 'anna' })
      await page.setViewportSize({ width, height })
      const overflow = async () => Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
      await page.locator('button.day').first().click()
      await page.locator('activity-day-sessions tbody tr').first().waitFor()
      expect(await overflow()).toBeLessThanOrEqual(0)
      await page.locator('.current').click()
      await page.locator('.panel').waitFor()
      expect(await overflow()).toBeLessThanOrEqual(0)
      await page.keyboard.press('Escape')
      await page.locator('.dots').click()
      await page.getByRole('menuitem', { name: en.erase }).click()
      const confirm = page.getByRole('button', { name: en.eraseConfirm })
      await confirm.scrollIntoViewIfNeeded()
      const box = await page.locator('dialog[open]').boundingBox()
      expect(box?.x).toBeGreaterThanOrEqual(0)
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
    })
  })

  test('tells on from off, the chosen tab and the devices where the reader has colours of their own', async () => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme' })
      await page.emulateMedia({ forcedColors: 'active' })
      const colour = (selector: string, property: string, pseudo?: string) => styleOf(page, selector, property, pseudo)
      await page.getByRole('switch').waitFor()
      expect(await colour('[role=switch]', 'background-color', '::after')).not.toBe(await colour('[role=switch]', 'background-color'))
      expect(await colour('#tab-preferences', 'border-bottom-color')).not.toBe(await colour('#tab-users', 'border-bottom-color'))
      await page.evaluate("location.hash = 'network=acme&user=anna&from=2026-10-12&to=2026-11-25'")
      await page.locator('button.day').first().click()
      await page.locator('.device').first().waitFor()
      expect(await colour('.device.web', 'background-color', '::before')).not.toBe(await colour('.device.mobile', 'background-color', '::before'))
      await tabTo(page, '.bar')
      await page.keyboard.press('Enter')
      await focusComesTo(page, 'button[data-date="2026-11-25"]')
    })
  })

  test('moves nothing for who wants no motion', async () => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme', user: 'ben' })
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.locator('.chevron').first().waitFor()
      expect(await styleOf(page, '.chevron', 'transition-property')).toBe('none')
    })
  })
})
