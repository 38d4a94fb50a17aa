import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../packages/admin-ui/src/i18n/en.ts'
import { nl } from '../../packages/admin-ui/src/i18n/nl.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { pastChanges, settlePeople } from './people.ts'
import { ViewServer } from './view-server.ts'
import { hasFocus, openView, tabTo } from './view-visit.ts'

describe.runIf(hasChromium)('the page around the view', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start(pastChanges)
    await settlePeople(server)
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
