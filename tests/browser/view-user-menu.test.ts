import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, hasFocus, languages, openView, readApi, tabTo, textsOf, typeToErase } from './view-visit.ts'

describe.runIf(hasChromium)("a user's menu", () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(-rounds(1, 2)))('in $language, by keyboard alone', ({ locale, words }) => {
    test('saves the sessions as CSV, for Excel too, and as a workbook (R8)', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'ben' })
          await page.locator('button.day').first().waitFor()
          await tabTo(page, '.dots')
          const save = async (...keys: string[]) => {
            const downloading = page.waitForEvent('download')
            for (const key of keys) await page.keyboard.press(key)
            const download = await downloading
            return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
          }
          const plain = await save('Enter', 'Enter')
          expect(plain.name).toBe('activity-acme-ben-2026-11-12-to-2026-11-25.csv')
          expect(plain.text).toMatch(/^date,device,started_at,.*\r\n2026-11-16,web,2026-11-16T09:00:00.000-05:00,/)
          expect(plain.text.trim().split('\r\n')).toHaveLength(8)
          expect(await hasFocus(page, '.dots')).toBe(true)
          const excel = await save('Space', 'ArrowDown', 'Space')
          const [network, user, web, begins, name] =
            locale === 'nl-NL' ? ['Netwerk', 'Gebruiker', 'Web', 'Begin', 'activiteit'] : ['Network', 'User', 'Web', 'Start', 'activity']
          expect(excel.name.startsWith(`${name}-acme-ben-2026-11-12-t`)).toBe(true)
          expect(excel.text).toMatch(new RegExp(`^\uFEFF${network};${user};.*;${begins};.*\r\n"acme";"ben";2026-11-16;${web};`))
          const spreadsheet = await save('Space', 'ArrowDown', 'ArrowDown', 'Enter')
          expect(spreadsheet.text).toBe(excel.text.replaceAll(';', ','))
          const workbook = await save('Space', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter')
          expect(workbook.name).toBe(excel.name.replace(/csv$/, 'xlsx'))
          expect(workbook.text.slice(0, 2)).toBe('PK')
          await page.getByRole('status').getByText(words.csvSaved).waitFor()
        },
        { locale },
      )
    })

    test('goes round with arrows, and closes on Escape, on Tab and on a press elsewhere', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user: 'ben' })
          await page.locator('button.day').first().waitFor()
          const isClosed = async () => expect.poll(() => page.getByRole('menu').count()).toBe(0)
          await tabTo(page, '.dots')
          for (const key of ['ArrowDown', 'ArrowUp']) await page.keyboard.press(key)
          expect(await hasFocus(page, '.dangerous')).toBe(true)
          await page.keyboard.press('ArrowDown')
          expect(await hasFocus(page, '[role=menuitem]:first-child')).toBe(true)
          await page.keyboard.press('Escape')
          await isClosed()
          expect(await hasFocus(page, '.dots')).toBe(true)
          await page.keyboard.press('Enter')
          await page.keyboard.press('Tab')
          await isClosed()
          await tabTo(page, '.dots', 'Shift+Tab')
          await page.keyboard.press('Enter')
          await page.getByRole('menu').waitFor()
          await page.mouse.click(5, 5)
          await isClosed()
        },
        { locale },
      )
    })

    test('erases a user once the name is typed, says so, and goes on at the name', async () => {
      const user = `leaver-${locale}`
      await server.send('acme', [{ user, device: 'web', timeZone: 'Europe/Amsterdam', from: '2026-11-24T09:00+01:00', to: '2026-11-24T10:00+01:00' }])
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'acme', user })
          await page.locator('button.day').waitFor()
          await tabTo(page, '.dots')
          for (const key of ['ArrowUp', 'Enter']) await page.keyboard.press(key)
          const confirm = page.getByRole('button', { name: words.eraseConfirm })
          await typeToErase(page, 'leaver')
          expect(await confirm.isDisabled()).toBe(true)
          await page.keyboard.press('Enter')
          await page.keyboard.press('Escape')
          await focusComesTo(page, '.dots')
          for (const key of ['ArrowUp', 'Enter']) await page.keyboard.press(key)
          await typeToErase(page, user)
          expect(await confirm.isDisabled()).toBe(false)
          await page.keyboard.press('Enter')
          await page.getByText(words.nothingRecorded).waitFor()
          expect((await textsOf(page, '.told[role=status]'))[0]).toMatch(/26/)
          await focusComesTo(page, 'h1')
          expect(await readApi(server, `/v1/networks/acme/users/${user}/days`, await server.token(['acme']))).toMatchObject({ days: [] })
        },
        { locale },
      )
    })

    test('erases also for who may not read', async () => {
      await withBrowser(
        async (context) => {
          const token = await server.token(['acme'], ['activity:manage'])
          const page = await openView(context, server, { network: 'acme', user: 'nobody' }, token)
          await page.getByText(words.failures.permission).waitFor()
          await tabTo(page, '.dots')
          for (const key of ['Enter', 'Enter']) await page.keyboard.press(key)
          await typeToErase(page, 'nobody')
          await page.keyboard.press('Enter')
          await focusComesTo(page, 'h1')
          expect((await textsOf(page, '.told[role=status]'))[0]).toMatch(/26/)
          expect(await page.getByRole('alert').count()).toBe(0)
          await tabTo(page, `footer button[lang=${locale === 'nl-NL' ? 'en' : 'nl'}]`)
          await page.keyboard.press('Enter')
          const other = locale === 'nl-NL' ? languages[0].words : languages[1].words
          await expect.poll(async () => (await textsOf(page, '.told[role=status]'))[0]).toContain(other.erased('').slice(0, 6))
        },
        { locale },
      )
    })
  })

  test('leaves nothing of an erased user on the screen, even if the rest cannot be read then', async () => {
    const user = 'leaver'
    await server.send('acme', [{ user, device: 'web', timeZone: 'Europe/Amsterdam', from: '2026-11-24T09:00+01:00', to: '2026-11-24T10:00+01:00' }])
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme', user })
      await page.locator('button.day').waitFor()
      await page.route('**/days?*', (route) => route.abort())
      await tabTo(page, '.dots')
      for (const key of ['ArrowUp', 'Enter']) await page.keyboard.press(key)
      await typeToErase(page, user)
      await page.keyboard.press('Enter')
      await page.locator('.told.notice').waitFor()
      await page.getByRole('alert').first().waitFor()
      await expect.poll(() => page.locator('button.day').count()).toBe(0)
      await focusComesTo(page, 'h1')
    })
  })

  test('asks nothing any more of who went on while the question was being read', async () => {
    await withBrowser(async (context) => {
      const page = await openView(context, server, { network: 'acme', tab: 'users' })
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(String(error)))
      const { promise: isRead, resolve: read } = Promise.withResolvers<void>()
      await page.route('**/erasure-*.js', async (route) => {
        await isRead
        await route.continue()
      })
      await page.getByRole('link', { name: 'anna' }).click()
      await page.locator('.dots').click()
      await page.getByRole('menuitem', { name: languages[0].words.erase }).click()
      await page.goBack()
      await page.getByRole('link', { name: 'ben' }).click()
      await page.locator('button.day').first().waitFor()
      read()
      await expect.poll(() => page.evaluate("customElements.get('activity-erase-dialog') !== undefined")).toBe(true)
      await page.locator('button.day').first().click()
      await page.locator('activity-day-sessions tbody tr').first().waitFor()
      expect(await page.locator('dialog[open]').count()).toBe(0)
      expect(errors).toEqual([])
    })
  })
})
