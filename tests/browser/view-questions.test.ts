import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { Asking } from './asking.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, languages, openView, tabTo, textsOf } from './view-visit.ts'

const timeZone = 'Europe/Amsterdam'

describe.runIf(hasChromium)('a question', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(-rounds(1, 2)))('in $language', ({ locale, words }) => {
    const [hour, minute] = (['hour', 'minute'] as const).map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }))
    const plain = (text: string) => text.replaceAll(/\s+/g, ' ')
    const dates = (from: string, to: string) =>
      plain(
        new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).formatRange(
          new Date(from),
          new Date(to),
        ),
      )

    test.each([
      { by: 'mouse', byKeyboard: false },
      { by: 'keyboard', byKeyboard: true },
    ])('takes one, two and three clicks by $by', async ({ byKeyboard }) => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', tab: 'users' })
          await page.getByRole('link', { name: 'noor' }).waitFor()
          // "Was this colleague working on Wednesday evening?"
          const evening = new Asking(page, byKeyboard)
          await evening.choose('tbody a:has-text("noor")')
          const label = await page.locator('li:has(button[data-date="2026-11-18"]) activity-day-strip svg').first().getAttribute('aria-label')
          expect(label).toContain(words.sessionCount(2))
          expect(evening.count).toBe(1)

          // "The hours of last week?", from the list of users too.
          await page.getByRole('button', { name: words.backToUsers }).click()
          const hours = new Asking(page, byKeyboard)
          await hours.choose('tbody a:has-text("noor")')
          await hours.choose('.named button', 1)
          await expect.poll(() => textsOf(page, '.current')).toEqual([`${words.range}: ${dates('2026-11-16', '2026-11-22')}`])
          await page.getByText(`${words.activeDayCount(3)} · ${hour?.format(15)} ${minute?.format(40)}`).waitFor()
          expect(hours.count).toBe(2)
          expect(await page.locator('.named [aria-pressed=true]').innerText()).toBe(words.lastWeek)

          // "A file of last month"
          const file = new Asking(page, byKeyboard)
          await file.choose('.named button', 3)
          await expect.poll(() => textsOf(page, '.current')).toEqual([`${words.range}: ${dates('2026-10-01', '2026-10-31')}`])
          await file.choose('.dots')
          const saved = page.waitForEvent('download')
          expect((await textsOf(page, '[role=menuitem]')).map(plain)).toEqual(
            expect.arrayContaining([
              `${words.csvExport} ${dates('2026-10-01', '2026-10-31')}, ${words.forPrograms}`,
              `${words.csvExcel} ${dates('2026-10-01', '2026-10-31')}, ${words.forExcel}`,
              `${words.csvSpreadsheets} ${dates('2026-10-01', '2026-10-31')}, ${words.forSpreadsheets}`,
            ]),
          )
          await file.choose('[role=menuitem]')
          expect((await saved).suggestedFilename()).toBe('activity-acme-noor-2026-10-01-to-2026-10-31.csv')
          expect(file.count).toBe(3)
        },
        { locale, timeZone },
      )
    })

    test('may be about any dates of all users, in any order, as a file too, by keyboard alone', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', tab: 'users' })
          await page.getByRole('link', { name: 'noor' }).waitFor()
          await tabTo(page, '.named button:nth-child(2)')
          await page.keyboard.press('Enter')
          await expect.poll(() => textsOf(page, '.current')).toEqual([`${words.range}: ${dates('2026-11-16', '2026-11-22')}`])
          await expect.poll(async () => (await textsOf(page, 'tbody a')).toSorted()).toEqual(['anna', 'ben', 'noor', 'tomas'])
          /** Presses a key on a column's heading, and compares the list with what the service says. */
          const sortBy = async (key: string, sort: string, order: 'asc' | 'desc') => {
            const answered = page.waitForResponse((response) => response.url().includes(`sort=${sort}&order=${order}`))
            await page.keyboard.press(key)
            const { users }: { users: { userId: string }[] } = await (await answered).json()
            await expect.poll(() => textsOf(page, 'tbody a')).toEqual(users.map(({ userId }) => userId))
            expect(await page.locator('[aria-sort]').getAttribute('aria-sort')).toBe(order === 'asc' ? 'ascending' : 'descending')
            return users.map(({ userId }) => userId)
          }
          await tabTo(page, 'th:first-child .order')
          expect(await sortBy('Enter', 'user', 'asc')).toEqual(['anna', 'ben', 'noor', 'tomas'])
          expect(await sortBy('Enter', 'user', 'desc')).toEqual(['tomas', 'noor', 'ben', 'anna'])
          for (const [column, sort] of ['activeDays', 'sessions', 'duration', 'lastActive'].entries()) {
            await tabTo(page, `th:nth-child(${column + 2}) .order`)
            await sortBy('Enter', sort, 'desc')
            await sortBy('Space', sort, 'asc')
          }
          await tabTo(page, '.dots', 'Shift+Tab')
          await page.keyboard.press('Enter')
          const saving = page.waitForEvent('download')
          await page.keyboard.press('Enter')
          const saved = await saving
          expect(saved.suggestedFilename()).toBe('users-acme-2026-11-16-to-2026-11-22.csv')
          const file = readFileSync(await saved.path(), 'utf8')
          const users = await textsOf(page, 'tbody a')
          expect(
            file
              .split('\r\n')
              .slice(1)
              .flatMap((row) => row.match(/^"([^"]+)"/)?.[1] ?? []),
          ).toEqual(users)
          await page.getByRole('status').getByText(words.csvSaved).waitFor()
          await focusComesTo(page, '.dots')
          // The user shows the dates of the list, and the list those dates again.
          await page.getByRole('link', { name: 'noor' }).click()
          await expect.poll(() => textsOf(page, '.current')).toEqual([`${words.range}: ${dates('2026-11-16', '2026-11-22')}`])
          await page.getByRole('button', { name: words.backToUsers }).click()
          await expect.poll(() => textsOf(page, '.current')).toEqual([`${words.range}: ${dates('2026-11-16', '2026-11-22')}`])
          expect(await violationsIn(page)).toEqual([])
          if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/users-${locale}.png`, fullPage: true })
        },
        { locale, timeZone },
      )
    })
  })
})
