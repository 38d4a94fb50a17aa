import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { now, type ViewServer } from './view-server.ts'

/** Pages of others that have the view in them, in `embedding`. */
export type EmbeddingPage = 'dark-console' | 'light-paper'

/** Opens such a page on the server's own host, without a token. */
export async function openEmbedding(
  context: BrowserContext,
  server: ViewServer,
  name: EmbeddingPage,
  change = (html: string) => html,
): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const body = change(readFileSync(new URL(`embedding/${name}.html`, import.meta.url), 'utf8'))
  await page.route('**/embedding', (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.clock.setFixedTime(now)
  await page.goto(`${server.address}/embedding`)
  return page
}

/** Hands over a token as such a page does. */
export async function handToken(page: Page, token: string | null): Promise<void> {
  await page.evaluate(`document.querySelector('activity-overview').token = ${JSON.stringify(token)}`)
}
