import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { openState, viewStates } from './view-states.ts'
import { leaveView } from './view-visit.ts'

const expectedComplaints = /Failed to load resource/

describe.runIf(hasChromium).each([
  { locale: 'en-GB', colorScheme: 'light', width: 1100 },
  { locale: 'nl-NL', colorScheme: 'dark', width: 360 },
] as const)('in $locale, $colorScheme, $width px wide', ({ locale, colorScheme, width }) => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
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
        await page.setViewportSize({ width, height: 760 })
        for (const state of viewStates) {
          complaints = []
          await openState(page, server, state)
          if ((await page.locator('html').getAttribute('lang')) !== locale.slice(0, 2)) complaints.push('another language')
          if (Number(await page.evaluate('document.documentElement.scrollWidth')) > width) complaints.push('wider than the screen')
          complaints.push(...(await violationsIn(page)))
          if (complaints.length > 0) problems[state.name] = complaints
          await state.restore?.(server)
          await leaveView(page)
        }
      },
      { locale },
    )
    expect(problems).toEqual({})
  })
})
