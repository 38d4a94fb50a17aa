import { readFileSync, rmSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { end, type StandaloneProcess, startStandalone, temporaryFolder } from '../../services/standalone/tests/standalone-process.ts'
import { hasChromium, withBrowser } from './chromium.ts'

describe.runIf(hasChromium)('the plain page, in New York', () => {
  const dataFolder = temporaryFolder()
  let standalone: StandaloneProcess
  let view: string
  beforeAll(async () => {
    standalone = await startStandalone(dataFolder, { STITCHLOG_SAMPLE: 'on' })
    view = /http:\S+network=sample\S+/.exec(standalone.output())?.[0] ?? ''
  })
  afterAll(async () => {
    await end(standalone.child)
    rmSync(dataFolder, { recursive: true, force: true })
  })

  const open = async (page: Page, address = view) => {
    const problems: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    page.on('pageerror', (error) => problems.push(String(error)))
    await page.goto(address)
    return problems
  }

  test("shows a user's two weeks, a day's sessions and the CSV file, and keeps the token out of the address", async () => {
    await withBrowser(async (context) => {
      const page = await context.newPage()
      const problems = await open(page)
      await page.getByRole('heading', { name: /^anna, / }).waitFor()
      expect(page.url()).toBe(`${standalone.address}/`)
      expect(await page.locator('#days tbody tr').count()).toBeGreaterThan(7)

      await page.getByRole('button', { name: 'noor' }).click()
      await page.getByRole('heading', { name: /^noor, / }).waitFor()
      await page.locator('#days tbody button').nth(1).click()
      await page.getByRole('heading', { name: /^Sessions on / }).waitFor()
      await page.getByText('clock of Europe/Amsterdam').first().waitFor()
      await page
        .getByText(/continues/)
        .first()
        .waitFor()

      const downloading = page.waitForEvent('download')
      await page.getByRole('button', { name: 'CSV export' }).click()
      const file = await (await downloading).path()
      expect(readFileSync(file, 'utf8')).toMatch(/^date,device,started_at,[\s\S]*Europe\/Amsterdam/)
      expect(problems).toEqual([])
    })
  })

  test('says what is wrong: nobody there, no token that holds, no such network', async () => {
    await withBrowser(async (context) => {
      const page = await context.newPage()
      await open(page)
      await page.getByRole('button', { name: 'erik' }).click()
      await page.getByText('No activity').waitFor()
      await page.getByLabel('Network').fill('another')
      await page.getByRole('button', { name: 'Show' }).click()
      await page.getByText('The token is not for this network').waitFor()
      await page.getByLabel('Token').fill('nonsense')
      await page.getByRole('button', { name: 'Show' }).click()
      await page.getByText('The bearer token does not hold').waitFor()
    })
  })

  test('can be used on a narrow screen', async () => {
    await withBrowser(async (context) => {
      const page = await context.newPage()
      await page.setViewportSize({ width: 360, height: 700 })
      await open(page)
      await page.getByRole('heading', { name: /^anna, / }).waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    })
  })
})
