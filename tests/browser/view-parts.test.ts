import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parts } from '../../packages/admin-ui/src/styles/parts.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { handToken, openEmbedding } from './embedded-page.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'

/** Where each part is found; each place is looked at once. */
const places: readonly { readonly attributes: string; readonly act?: (page: Page) => Promise<void>; readonly has: readonly string[] }[] = [
  {
    attributes: 'tab="preferences"',
    act: async (page) => page.getByRole('switch').click(),
    has: ['heading', 'subheading', 'tabs', 'tab', 'chosen', 'field', 'button', 'switch', 'card', 'dialog', 'primary', 'footer', 'language'],
  },
  {
    attributes: 'tab="users"',
    act: async (page) => page.locator('activity-overflow-menu button').first().click(),
    has: ['toolbar', 'range', 'range-choice', 'menu', 'menu-item', 'table', 'table-head', 'row'],
  },
  { attributes: 'tab="users" from="2026-01-10" to="2026-01-12"', has: ['empty'] },
  {
    attributes: 'user="anna" from="2026-10-01" to="2026-11-25"',
    act: async (page) => {
      await page.locator('button.day').first().click()
      await page.locator('activity-day-sessions tbody tr').first().waitFor()
    },
    has: ['back', 'day', 'week', 'day-strip', 'timeline', 'chart', 'chip'],
  },
  {
    attributes: 'user="anna"',
    act: async (page) => {
      await page.locator('.dots').click()
      await page.getByRole('menuitem').last().click()
    },
    has: ['danger'],
  },
  { attributes: 'network="was-on" user="anna"', has: ['notice'] },
]

describe.runIf(hasChromium)('parts that pages can style', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  test.each(places)('in $attributes: $has', async ({ attributes, act, has }) => {
    await withBrowser(async (context) => {
      // What is styled from outside, through all elements between.
      const style = `<style>${has.map((part, nth) => `activity-overview::part(${part}) { --found-${part}: ${nth}; }`).join('')}</style>`
      const page = await openEmbedding(context, server, 'light-paper', (html) =>
        html
          .replace('network="acme" user="anna"', attributes.startsWith('network') ? attributes : `network="acme" ${attributes}`)
          .replace('</head>', `${style}</head>`),
      )
      await handToken(page, await server.token(['acme', 'was-on']))
      await page.locator('.card, .notice').first().waitFor()
      await act?.(page)
      const find = async () =>
        await page.evaluate(`(() => {
        const found = new Set()
        const look = (root) => {
          for (const element of root.querySelectorAll('*')) {
            for (const part of element.part ?? []) if (getComputedStyle(element).getPropertyValue('--found-' + part) !== '') found.add(part)
            if (element.shadowRoot) look(element.shadowRoot)
          }
        }
        look(document.querySelector('activity-overview').shadowRoot)
        return [...found]
      })()`)
      await expect.poll(find).toEqual(expect.arrayContaining([...has]))
    })
  })

  test('are documented, each of them, and found in one of these places', () => {
    const docs = readFileSync(new URL('../../docs/admin-ui.md', import.meta.url), 'utf8')
    const [, table = ''] = /### Parts\n([\s\S]*?)\n#/.exec(docs) ?? []
    const documented = [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name)
    expect(documented).toEqual([...parts])
    expect(new Set(places.flatMap(({ has }) => has))).toEqual(new Set(parts))
  })
})
