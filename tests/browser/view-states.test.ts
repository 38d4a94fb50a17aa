import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { lookAt } from './own-view-states.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { openState, viewStates } from './view-states.ts'

const expectedComplaints = /Failed to load resource/

const widths = [1100, 360] as const

// Each state in one of them by turns, and in both with the faults. Whether it fits is tried in both widths.
describe.runIf(hasChromium).each([
  { nth: 0, locale: 'en-GB', colorScheme: 'light' },
  { nth: 1, locale: 'nl-NL', colorScheme: 'dark' },
] as const)('in $locale, $colorScheme', ({ nth, locale, colorScheme }) => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
    for (const network of ['acme', 'named']) await lookAt(server, network, 'anna')
  })
  afterAll(() => server.stop())

  test('every state says what it is, fits the screen, and axe-core finds nothing wrong with it', { timeout: 900_000 }, async () => {
    const problems: Record<string, readonly string[]> = {}
    await withBrowser(
      async (context) => {
        const page = await context.newPage()
        let complaints: string[] = []
        page.on('console', (message) => {
          if (message.type() === 'error' && !expectedComplaints.test(message.text())) complaints.push(message.text())
        })
        page.on('pageerror', (error) => complaints.push(String(error)))
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const resize = (to: number) => page.setViewportSize({ width: widths[to] ?? 0, height: 760 })
        for (const state of viewStates.filter((_, at) => rounds(at % 2, nth) === nth)) {
          complaints = []
          await resize(nth)
          await openState(page, server, state)
          if ((await page.locator('html').getAttribute('lang')) !== locale.slice(0, 2)) complaints.push('another language')
          complaints.push(...(await violationsIn(page)))
          for (const to of [nth, 1 - nth]) {
            await resize(to)
            if (Number(await page.evaluate('document.documentElement.scrollWidth')) > (widths[to] ?? 0))
              complaints.push(`wider than ${widths[to]} px`)
          }
          if (complaints.length > 0) problems[state.name] = complaints
          await state.restore?.(server)
          await page.evaluate('sessionStorage.clear()')
        }
      },
      { locale },
    )
    expect(problems).toEqual({})
  })
})
