import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../packages/admin-ui/src/i18n/en.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { type EmbeddingPage, handToken, openEmbedding } from './embedded-page.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { drawnText, styleOf } from './view-visit.ts'

const pages: readonly { name: EmbeddingPage; shows: string; size: string; family: RegExp; accent: string }[] = [
  { name: 'dark-console', shows: 'tbody a', size: '14px', family: /^"DejaVu Sans"/, accent: 'rgb(111, 224, 207)' },
  { name: 'light-paper', shows: 'button.day', size: '17px', family: /^"DejaVu Serif"/, accent: 'rgb(138, 28, 59)' },
]

/** What screen readers are told. */
async function headingsIn(page: Page): Promise<{ name: string; level: unknown }[]> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  return nodes
    .filter(({ ignored, role }) => !ignored && role?.value === 'heading')
    .map(({ name, properties }) => ({ name: String(name?.value), level: properties?.find((each) => each.name === 'level')?.value.value }))
}

describe.runIf(hasChromium)('in pages of another design', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  test.each(pages)(
    '$name: font, size and colours are those of the page, in lists, fields and buttons too',
    async ({ name, shows, size, family, accent }) => {
      await withBrowser(async (context) => {
        const page = await openEmbedding(context, server, name)
        await handToken(page, await server.token(['acme']))
        await page.locator(shows).first().waitFor()
        for (const selector of ['activity-date-range-picker', '.current', '.dots', '.day .total, td.total']) {
          expect(await styleOf(page, selector, 'font-family'), selector).toMatch(family)
          if (selector !== '.dots') expect(await styleOf(page, selector, 'font-size'), selector).toBe(size)
        }
        expect(await styleOf(page, name === 'dark-console' ? 'tbody a' : '.back', 'color')).toBe(accent)
        expect(await styleOf(page, '.current', 'border-top-width')).toBe('1px')
        expect(await styleOf(page, '.card', 'text-align')).toBe('start')
        // Small texts are in proportion: 13 of 15.
        const small = Number.parseFloat(await styleOf(page, '.named button', 'font-size'))
        expect(small).toBeCloseTo((Number.parseFloat(size) * 13) / 15, 1)
      })
    },
  )

  test.each(pages)('$name: fits 320, 768 and 1440 px, and axe finds nothing', async ({ name, shows }) => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, name)
      await handToken(page, await server.token(['acme']))
      await page.locator(shows).first().waitFor()
      for (const width of [320, 768, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        expect(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')), `${width} px`).toBeLessThanOrEqual(0)
        // Nearly all of the room that the page leaves.
        expect((await page.locator('activity-overview').boundingBox())?.width, `${width} px`).toBeGreaterThan(Math.min(width, 1000) * 0.8)
        expect(await violationsIn(page), `${width} px`).toEqual([])
      }
    })
  })

  test.each([
    'display: flex; flex-direction: column; align-items: center',
    'display: grid; justify-items: center',
    'display: grid; grid-template-columns: 1fr',
  ])('takes the room that there is in a page of %s', async (layout) => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, 'light-paper', (html) => html.replace('display: flex', layout))
      await handToken(page, await server.token(['acme']))
      await page.locator('button.day').first().waitFor()
      for (const width of [320, 900]) {
        await page.setViewportSize({ width, height: 900 })
        expect((await page.locator('activity-overview').boundingBox())?.width).toBe(width - 32)
        expect(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))).toBeLessThanOrEqual(0)
      }
    })
  })

  test('a page that leaves its texts at 10 px does not make those of the view unreadable, and can say another size', async () => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, 'dark-console', (html) => html.replace('400 1.4rem/1.6', '400 1rem/1.6'))
      await handToken(page, await server.token(['acme']))
      await page.locator('tbody a').first().waitFor()
      expect(await styleOf(page, 'td.total', 'font-size')).toBe('13px')
      await page.addStyleTag({ content: 'activity-overview { --activity-font-size: 1.6rem }' })
      expect(await styleOf(page, 'td.total', 'font-size')).toBe('16px')
    })
  })

  test('waits for its token calmly, and says that nobody is signed in when it is told so, or after 15 seconds', async () => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, 'dark-console')
      await page.getByText('One moment, we are signing you in.').waitFor()
      expect(await drawnText(page)).not.toContain(en.noToken)
      await handToken(page, null)
      await page.getByText(en.noToken).waitFor()
      await handToken(page, await server.token(['acme']))
      await page.getByRole('link', { name: 'anna' }).waitFor()
      await handToken(page, '')
      await page.getByText(en.noToken).waitFor()
    })
    await withBrowser(async (context) => {
      const page = await context.newPage()
      // It stands but for what goes by here, from before the page begins to wait.
      await page.clock.install()
      await page.clock.pauseAt(Date.now() + 60_000)
      await page.route('**/embedding', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: '<script type="module" src="/activity-overview.js"></script><my-activity lang="en"></my-activity>',
        }),
      )
      await page.goto(`${server.address}/embedding`)
      await page.getByText(en.loading).waitFor()
      await page.clock.runFor(14_000)
      expect(await drawnText(page)).toContain(en.loading)
      await page.clock.runFor(1500)
      await page.getByText(en.noTokenOwn).waitFor()
    })
  })

  test('title and choice of language can be left out, headings follow that of the page, and slots have what the page puts there', async () => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, 'dark-console')
      await handToken(page, await server.token(['acme']))
      await page.getByRole('link', { name: 'anna' }).waitFor()
      expect(await page.getByRole('group', { name: en.language }).count()).toBe(0)
      expect(await headingsIn(page)).toEqual([
        { name: 'TEAM ACTIVITY', level: 1 },
        { name: 'Activity of the network acme', level: 2 },
      ])
      expect((await page.getByRole('heading', { name: 'acme' }).boundingBox())?.height).toBe(1)
      await page.getByText('Only administrators see this page.').waitFor()
      await page.getByText('Provided by People Operations.').waitFor()
      expect(await drawnText(page)).not.toContain('signing you in')
      await page.getByRole('tab', { name: en.preferences }).click()
      await page.getByRole('heading', { name: en.tracking }).waitFor()
      expect(await headingsIn(page)).toContainEqual({ name: en.tracking, level: 3 })
      await page.getByRole('switch').click()
      expect(await headingsIn(page)).toContainEqual({ name: en.switchOffQuestion, level: 3 })
      await page.keyboard.press('Escape')
      await page.getByRole('tab', { name: en.users }).click()
      await page.getByRole('searchbox').fill('nobody at all')
      await page.getByText('if you miss somebody').waitFor()
      expect(await page.getByText(en.nobodyFound('nobody at all')).isVisible()).toBe(true)
    })
  })

  test('shows a range by its name until the reader chooses another, and tells the page which', async () => {
    await withBrowser(async (context) => {
      const page = await openEmbedding(context, server, 'dark-console', (html) => html.replace('tab="users"', 'tab="users" range="last-month"'))
      await handToken(page, await server.token(['acme']))
      await page.getByRole('button', { name: en.lastMonth, pressed: true }).waitFor()
      const told = page.evaluate(`new Promise((resolve) => {
        document.querySelector('activity-overview').addEventListener('activity-navigate', ({ detail }) => resolve(detail))
      })`)
      await page.getByRole('button', { name: en.lastWeek }).click()
      expect(await told).toEqual({ network: 'acme', user: '', tab: 'users', from: '2026-11-15', to: '2026-11-21' })
      await page.getByRole('button', { name: en.lastTwoWeeks }).click()
      await page.getByRole('button', { name: en.lastTwoWeeks, pressed: true }).waitFor()
    })
  })
})
