import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../packages/admin-ui/src/i18n/en.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { ViewServer } from './view-server.ts'
import { openView, readApi } from './view-visit.ts'

const networks = ['timeouts', 'retention']

/** What is changed while an earlier change, or what is read after it, is still to be answered. */
describe.runIf(hasChromium)('changes in a hurry', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start(networks.map((networkId) => ({ networkId, change: 'on', at: '2026-11-02T09:00+01:00' })))
  })
  afterAll(() => server.stop())

  async function switchOff(page: Page): Promise<void> {
    await page.getByRole('switch').click()
    await page.getByRole('button', { name: en.switchOff, exact: true }).click()
  }

  /** Has what goes to a path wait; resolves when something does. */
  async function hold(page: Page, path: string, method: string): Promise<{ asked: Promise<void>; release: () => void }> {
    const [asking, answering] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await page.route(path, async (route) => {
      if (route.request().method() === method) {
        asking.resolve()
        await answering.promise
      }
      await route.continue()
    })
    return { asked: asking.promise, release: answering.resolve }
  }

  test.each([
    { network: 'timeouts', field: 'label:nth-of-type(2) input', value: '45', held: '**/tracking', method: 'PUT' },
    { network: 'retention', field: 'input[inputmode=numeric]', value: '500', held: '**/tracking*', method: 'GET' },
  ])('what was done last holds, also while $network are being saved', async ({ network, field, value, held, method }) => {
    await withBrowser(
      async (context) => {
        const token = await server.token([network])
        const page = await openView(context, server, { network }, token)
        await page.getByRole('switch', { checked: true }).waitFor()
        const told: unknown[] = []
        await page.exposeFunction('tell', (detail: unknown) => told.push(detail))
        await page.evaluate("document.addEventListener('activity-tracking-changed', ({ detail }) => void tell(detail.enabled))")
        const changes: string[] = []
        page.on(
          'request',
          (request) => request.method() === 'PUT' && changes.push(`${new URL(request.url()).pathname.split('/').at(-1)} ${request.postData()}`),
        )
        const { asked, release } = await hold(page, held, method)
        await page.locator(field).fill(value)
        await page.locator(field).press('Enter')
        await asked
        await switchOff(page)
        release()
        await page.getByRole('switch', { checked: false }).waitFor()
        await expect.poll(() => told).toEqual([true, false])
        expect(await readApi(server, `/v1/networks/${network}/tracking`, token)).toMatchObject({ enabled: false })
        expect(await page.getByRole('switch').getAttribute('aria-checked')).toBe('false')
        expect(changes).toEqual([
          expect.stringContaining(network === 'timeouts' ? 'inactivityTimeoutSeconds' : 'retention '),
          'tracking {"enabled":false}',
        ])
      },
      { locale: 'en-GB' },
    )
  })
})
