import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { languages, openView, tabTo, textsOf } from './view-visit.ts'

const timeZone = 'Europe/Amsterdam'
const clipboardSchema = z.object({ text: z.string(), html: z.string() })

/** What is on the clipboard as a text, and the cells of the table in its HTML. */
async function clipboardOf(page: Page): Promise<{ readonly text: string; readonly cells: string[][] }> {
  const found: unknown = await page.evaluate(`(async () => {
    const [item] = await navigator.clipboard.read()
    const read = async (type) => (item.types.includes(type) ? (await item.getType(type)).text() : '')
    return { text: await read('text/plain'), html: await read('text/html') }
  })()`)
  const { text, html } = clipboardSchema.parse(found)
  const rows = html.match(/<tr[ >].*?<\/tr>/gs) ?? []
  const cells = rows.map((row) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => plain(cell)))
  return { text: plain(text), cells }
}

const plain = (html: string) =>
  html
    .replaceAll(/&nbsp;|\u00a0/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** Drags the mouse from the beginning of one element to the end of another, and copies what that selects. */
async function copyFrom(page: Page, from: string, to: string): Promise<void> {
  const [first, last] = [page.locator(from).first(), page.locator(to).last()]
  await last.scrollIntoViewIfNeeded()
  const [start, end] = [await first.boundingBox(), await last.boundingBox()]
  if (start === null || end === null) throw new Error(`${from} and ${to} are drawn`)
  await page.mouse.move(start.x + 2, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 })
  await page.mouse.move(end.x + end.width - 1, end.y + end.height / 2, { steps: 2 })
  await page.mouse.up()
  await page.keyboard.press('Control+C')
}

describe.runIf(hasChromium)('what is copied of the view', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  const withClipboard = (locale: string, use: (context: BrowserContext) => Promise<void>) =>
    withBrowser(
      async (context) => {
        await context.grantPermissions(['clipboard-read', 'clipboard-write'])
        await use(context)
      },
      { locale, timeZone },
    )

  describe.each(languages.slice(0, rounds(1, 2)))('in $language', ({ locale, words }) => {
    const [hour, minute] = (['hour', 'minute'] as const).map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }))
    const duration = (hours: number, minutes: number) => `${hour?.format(hours)} ${minute?.format(minutes)}`
    const day = (date: string) =>
      new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(date))

    test('is a table of the days, by the menu', async () => {
      await withClipboard(locale, async (context) => {
        const page = await openView(context, server, { network: 'acme', user: 'anna' })
        await page.locator('button.day').first().waitFor()
        await tabTo(page, '.dots')
        await page.keyboard.press('Enter')
        await page.getByRole('menuitem', { name: words.copyTable }).press('Enter')
        await page.getByRole('status').getByText(words.copied).waitFor()
        const { text, cells } = await clipboardOf(page)
        expect(cells).toHaveLength(14)
        const row = cells.find(([date]) => date?.toLowerCase() === day('2026-11-24').toLowerCase())
        expect(row?.slice(1)).toEqual([words.sessionCount(5), duration(7, 53), words.withoutOverlap(duration(7, 25))])
        expect(text.split('\n').map((line) => line.split('\t'))).toEqual(cells)
      })
    })

    test('is a table of the users, by the menu and by a selection', async () => {
      await withClipboard(locale, async (context) => {
        const page = await openView(context, server, { network: 'acme', tab: 'users' })
        await page.getByRole('link', { name: 'anna' }).waitFor()
        await tabTo(page, '.dots')
        await page.keyboard.press('Enter')
        await page.getByRole('menuitem', { name: words.copyTable }).press('Enter')
        await page.getByRole('status').getByText(words.copied).waitFor()
        const { cells } = await clipboardOf(page)
        expect(cells).toHaveLength(10)
        expect(new Set(cells.map((row) => row.length))).toEqual(new Set([6]))
        expect(cells[0]?.slice(0, 4)).toEqual([words.user, words.activeDays, words.sessions, words.total])
        const [, anna, ben] = cells
        expect(anna?.slice(0, 5)).toEqual(['anna', '11', '47', duration(66, 11), words.withoutOverlap(duration(63, 25))])
        expect(ben?.slice(0, 5)).toEqual(['ben', '7', '7', duration(45, 30), ''])
        // Other people's texts stay texts.
        expect(cells.map(([user]) => user)).toContain('👩🏽‍💻 José <b>&amp;</b>')

        await copyFrom(page, 'tbody tr:nth-child(1) td', 'tbody tr:nth-child(3) td')
        const some = await clipboardOf(page)
        expect(some.cells).toEqual(cells.slice(1, 4))
        expect(some.text.split('\n').map((line) => line.split('\t'))).toEqual(some.cells)
      })
    })

    test('is a table of the sessions, by a selection; and within a cell it is what is selected', async () => {
      await withClipboard(locale, async (context) => {
        const page = await openView(context, server, { network: 'acme', user: 'anna' })
        await page.locator('button.day').nth(1).click()
        await page.locator('activity-day-sessions tbody tr').first().waitFor()
        await copyFrom(page, 'activity-day-sessions th', 'activity-day-sessions tbody td')
        const { text, cells } = await clipboardOf(page)
        expect(cells).toEqual([
          [words.deviceColumn, words.start, words.end, words.duration],
          ...(
            await page
              .locator('activity-day-sessions tbody tr')
              .all()
              .then((rows) => Promise.all(rows.map((row) => row.locator('td').allInnerTexts())))
          ).map((row) => row.map((cell) => cell.replaceAll('\u00a0', ' ').trim())),
        ])
        expect(text.split('\n')[1]?.split('\t').slice(0, 3)).toEqual([words.device.mobile, '07:39', '07:52'])
        await page.locator('activity-day-sessions tbody .device').first().dblclick()
        await page.keyboard.press('Control+C')
        const one = await clipboardOf(page)
        expect(one.cells).toEqual([])
        expect(one.text.trim()).toBe(words.device.mobile)
      })
    })
  })

  test('is a table of who looked', async () => {
    const { locale, words } = languages[1]
    await withClipboard(locale, async (context) => {
      const page = await openView(context, server, { network: 'acme', tab: 'looks' })
      await page.locator('tbody tr').first().waitFor()
      await tabTo(page, '.dots')
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: words.copyTable }).press('Enter')
      await page.getByRole('status').getByText(words.copied).waitFor()
      const { cells } = await clipboardOf(page)
      expect(cells[0]).toEqual([words.lookWhen, words.lookReader, words.lookUser, words.lookKind])
      expect(cells).toHaveLength((await textsOf(page, 'tbody tr')).length + 1)
      expect(cells[1]?.[1]).toBe('admin')
    })
  })
})
