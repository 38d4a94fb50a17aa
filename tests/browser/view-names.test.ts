import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { longName, markupName, namedIds } from './named-people.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, languages, openView, readApi, tabTo, textsOf } from './view-visit.ts'

/** The texts of a row's name, and of what stands below it. */
const rowOf = (id: string) => `tbody tr:has(a[data-user="${id}"])`

describe.runIf(hasChromium)('names of the API', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(-rounds(1, 2)))('in $language', ({ locale, words }) => {
    test('are first in the list, with the id below, and tell apart who has the same one, who left, and who was never active', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'named', tab: 'users' })
          await page.locator(rowOf(namedIds.annaInCare)).waitFor()
          const about = async (id: string) => [await page.locator(`${rowOf(id)} .name`).innerText(), (await textsOf(page, `${rowOf(id)} .about`))[0]]
          expect(await about(namedIds.annaInCare)).toEqual(['Anna de Vries', `${namedIds.annaInCare} · Care · anna.de.vries@example.org`])
          expect(await about(namedIds.annaInSales)).toEqual(['Anna de Vries', `${namedIds.annaInSales} · Sales · a.devries2@example.org`])
          expect(await about(namedIds.arabic)).toEqual(['محمد الأحمد', `${namedIds.arabic} · دعم`])
          expect(await about(namedIds.markup)).toEqual([markupName, `${namedIds.markup} · <b>IT</b>`])
          expect((await about(namedIds.long))[0]).toBe(longName)
          expect(await about(namedIds.left)).toEqual([namedIds.left, words.leftDirectory])
          expect(await page.locator(rowOf(namedIds.idle)).count()).toBe(0)
          await tabTo(page, 'input[type=checkbox]')
          await page.keyboard.press('Space')
          await page.locator(rowOf(namedIds.idle)).waitFor()
          expect(
            await page
              .locator(`${rowOf(namedIds.idle)} td`)
              .last()
              .innerText(),
          ).toBe(words.notActive)
          expect(await page.locator('img').count()).toBe(0)
        },
        { locale },
      )
    })

    test('of one network are not those of another, also if they come when it is shown', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'named' }, await server.token(['named', 'nameless']))
          await page.getByRole('switch').waitFor()
          const [asking, answering] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
          await page.route('**/networks/named/users?*', async (route) => {
            asking.resolve()
            await answering.promise
            await route.continue()
          })
          const answered = page.waitForResponse('**/networks/named/users?*')
          await page.getByRole('tab', { name: words.users }).click()
          await asking.promise
          await page.evaluate("location.hash = 'network=nameless&tab=users'")
          await page.locator(rowOf(namedIds.annaInCare)).waitFor()
          answering.resolve()
          await (await answered).finished()
          // All that is read is drawn by then.
          await page.getByRole('button', { name: words.lastWeek }).click()
          await page.getByRole('button', { name: words.lastTwoWeeks }).click()
          await page.locator(rowOf(namedIds.annaInCare)).waitFor()
          expect(await textsOf(page, `${rowOf(namedIds.annaInCare)} .name`)).toEqual([namedIds.annaInCare])
        },
        { locale },
      )
    })

    test('are found by beginnings of words before ids are, lead to the person, and come back', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'named', tab: 'users' })
          await page.locator(rowOf(namedIds.annaInCare)).waitFor()
          await tabTo(page, 'input[type=search]')
          await page.keyboard.type('vri ann')
          await page.getByText(words.usersShown(2)).waitFor()
          await page.keyboard.press('ArrowDown')
          await page.keyboard.press('ArrowDown')
          await page.keyboard.press('Enter')
          await page.getByRole('heading', { name: 'Anna de Vries' }).waitFor()
          await focusComesTo(page, 'h1')
          expect(await textsOf(page, 'header .about')).toEqual([`${namedIds.annaInCare} · Care`])
          // Ids only: addresses are copied and stay in histories.
          expect(page.url()).toBe(`${server.address}/#network=named&user=${namedIds.annaInCare}&from=2026-11-12&to=2026-11-25`)
          expect(await page.title()).toBe(`Anna de Vries · named · ${words.title}`)
          await tabTo(page, '.back', 'Shift+Tab')
          await page.keyboard.press('Enter')
          await focusComesTo(page, `a[data-user="${namedIds.annaInCare}"]`)
        },
        { locale },
      )
    })

    test('tell a mistyped id from somebody without activity, and from somebody who has left', async () => {
      await withBrowser(
        async (context) => {
          const mistyped = await openView(context, server, { network: 'named', user: `${namedIds.idle}1` })
          await mistyped.getByText(words.unknownUser).waitFor()
          const idle = await openView(context, server, { network: 'named', user: namedIds.idle })
          await idle.getByRole('heading', { name: 'Erik Lindström' }).waitFor()
          await idle.getByText(words.noActivity).waitFor()
          const left = await openView(context, server, { network: 'named', user: namedIds.left })
          await left.getByText(words.leftDirectory).waitFor()
          await left.getByText(words.activeDayCount(1)).first().waitFor()
        },
        { locale },
      )
    })

    test('that cannot be read are missed quietly', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'nameless', tab: 'users' })
          await page.getByText(words.namesAway).waitFor()
          expect(await textsOf(page, 'tbody a')).toContain(namedIds.annaInCare)
        },
        { locale },
      )
    })

    test('or the id are what has to be typed to erase somebody', async () => {
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network: 'named', user: namedIds.annaInSales })
          await page.getByRole('heading', { name: 'Anna de Vries' }).waitFor()
          await tabTo(page, '.dots')
          await page.keyboard.press('Enter')
          await page.getByRole('menuitem', { name: words.erase }).press('Enter')
          const confirm = page.getByRole('button', { name: words.eraseConfirm })
          for (const [typed, isEnough] of [
            ['anna', false],
            [namedIds.annaInCare, false],
            ['Anna  de Vries', true],
            [namedIds.annaInSales, true],
          ] as const) {
            await page.locator('activity-erase-dialog input').fill(typed)
            await expect.poll(() => confirm.getAttribute('aria-disabled')).toBe(String(!isEnough))
          }
        },
        { locale },
      )
    })
  })

  test('say who looked, at whom', async () => {
    await withBrowser(async (context) => {
      await readApi(server, '/v1/networks/named/users?from=2026-11-12&to=2026-11-25', await server.token(['named']))
      const page = await openView(context, server, { network: 'named', tab: 'looks' })
      await page.locator('tbody').getByText('Noor Bakker').first().waitFor()
      expect((await textsOf(page, 'tbody td:nth-child(2) .about'))[0]).toBe('admin')
      await tabTo(page, 'input[name=reader]')
      await page.keyboard.type('noor bakker')
      const asked = page.waitForRequest((request) => request.url().includes('reader='))
      await page.keyboard.press('Enter')
      expect(new URL((await asked).url()).searchParams.get('reader')).toBe('admin')
    })
  })
})
