import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { violationsIn } from './axe.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { ownToken } from './own-view-states.ts'
import { answerDirectory, giveDirectory } from './page-directory.ts'
import { startWithPeople } from './people.ts'
import type { ViewServer } from './view-server.ts'
import { focusComesTo, hasFocus, languages, openView, tabTo, textsOf } from './view-visit.ts'

const people = [
  { id: 'anna', name: 'Anna de Vries', department: 'Care' },
  { id: 'ben', name: '  ' },
  { id: 'noor', name: 42 },
  null,
  { id: 'tomas', name: 'Tom\u202e\u0000áš\nNovák', department: ['x'], email: {} },
  { id: 'erik', name: 'Erik Lindström', department: 'Care' },
  { id: 'admin', name: 'Boss Baker' },
]
const users = { network: 'acme', tab: 'users' }

async function openUsers(...[context, server]: Parameters<typeof openView>): Promise<Page> {
  const page = await openView(context, server, users)
  await page.getByText('anna', { exact: true }).waitFor()
  return page
}

describe.runIf(hasChromium)('the directory of an embedding page', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await startWithPeople()
  })
  afterAll(() => server.stop())

  describe.each(languages.slice(0, rounds(1, 2)))('in $language', ({ locale, words }) => {
    test('names people in the list, by one question, without nonsense', async () => {
      await withBrowser(
        async (context) => {
          const page = await openUsers(context, server, users)
          await giveDirectory(page, people)
          await page.getByText('Anna de Vries').waitFor()
          const nameOf = (id: string) => page.locator(`a[data-user="${id}"] .name`).innerText()
          expect(await nameOf('ben')).toBe('ben')
          expect(await nameOf('noor')).toBe('noor')
          expect(await nameOf('tomas')).toBe('Tom áš Novák')
          expect((await textsOf(page, 'a[data-user="noor"] .about'))[0]).toBe(words.leftDirectory)
          expect(await page.evaluate('window.questions.length')).toBe(1)
          expect(await violationsIn(page)).toEqual([])
          // Neither the address nor what is stored has names.
          expect(await page.evaluate('location.href + JSON.stringify({ ...sessionStorage, ...localStorage })')).not.toMatch(/Vries/)
        },
        { locale },
      )
    })

    test('finds people by name first, shows who was never active on request, and tells a mistyped id', async () => {
      await withBrowser(
        async (context) => {
          const page = await openUsers(context, server, users)
          await giveDirectory(page, people)
          await page.getByText('Anna de Vries').waitFor()
          await tabTo(page, 'input[type=search]')
          await page.keyboard.type('vri')
          await page.getByText(words.usersShown(1)).waitFor()
          await page.keyboard.press('Escape')
          await page.locator('a[data-user="noor"]').waitFor()
          expect(await page.locator('a[data-user="erik"]').count()).toBe(0)
          await tabTo(page, 'input[type=checkbox]')
          await page.keyboard.press('Space')
          await page.locator('a[data-user="erik"]').waitFor()
          expect(await hasFocus(page, 'input[type=checkbox]')).toBe(true)
          await page.locator('a[data-user="erik"]').press('Enter')
          await page.getByRole('heading', { name: 'Erik Lindström' }).waitFor()
          expect(await page.title()).toBe(`Erik Lindström · acme · ${words.title}`)
          await page.getByText(words.noActivity).waitFor()
          await page.evaluate('location.hash = "network=acme&user=erikk"')
          await page.getByText(words.unknownUser).waitFor()
        },
        { locale },
      )
    })

    test.each(['hangs', 'throws', 'nonsense'] as const)('holds nothing up if it %s, and is missed quietly', async (behaviour) => {
      await withBrowser(
        async (context) => {
          const page = await openUsers(context, server, users)
          await page.clock.resume()
          await giveDirectory(page, people, behaviour)
          await tabTo(page, 'input[type=search]')
          await page.keyboard.type('noo')
          await page.getByText(words.usersShown(1)).waitFor()
          await page.getByText(words.namesAway).waitFor()
          await page.keyboard.press('ArrowDown')
          await page.keyboard.press('Enter')
          await page.getByRole('heading', { name: 'noor' }).waitFor()
          await giveDirectory(page, [{ id: 'noor', name: 'Noor Bakker' }])
          await page.getByRole('heading', { name: 'Noor Bakker' }).waitFor()
          await page.getByText(words.namesAway).waitFor({ state: 'detached' })
        },
        { locale },
      )
    })

    test('that answers after the list was sorted anew moves nothing and takes no focus', async () => {
      await withBrowser(
        async (context) => {
          const page = await openUsers(context, server, users)
          await giveDirectory(page, people, 'waits')
          const order = () => page.locator('tbody a').evaluateAll((links) => links.map((link) => link.getAttribute('data-user')))
          const before = await order()
          await tabTo(page, '.order')
          await page.keyboard.press('Enter')
          await expect.poll(order).not.toEqual(before)
          await tabTo(page, 'a[data-user="noor"]')
          const topOf = () => page.locator('a[data-user="noor"]').evaluate('(link) => link.getBoundingClientRect().top')
          const top = await topOf()
          await answerDirectory(page)
          await page.getByText('Anna de Vries').waitFor()
          expect(await topOf()).toBe(top)
          await focusComesTo(page, 'a[data-user="noor"]')
        },
        { locale },
      )
    })

    test('says on paper who printed, and in one’s own activity who looked', async () => {
      await withBrowser(
        async (context) => {
          const page = await openUsers(context, server, users)
          await giveDirectory(page, people)
          await page.getByText('Anna de Vries').waitFor()
          await page.emulateMedia({ media: 'print' })
          await page.evaluate('dispatchEvent(new Event("beforeprint"))')
          await page.getByText(/Boss Baker/).waitFor()
          const own = await openView(context, server, { me: '', network: 'acme', tab: 'looks' }, await ownToken('anna', ['acme']))
          await own.locator('tbody .line').first().waitFor()
          await giveDirectory(own, people)
          await own.getByText('Boss Baker').first().waitFor()
          await own.getByRole('heading', { name: 'Anna de Vries' }).waitFor()
        },
        { locale },
      )
    })
  })

  test('is asked for pictures only where the page wants them, over encrypted connections, without a referrer', async () => {
    await withBrowser(async (context) => {
      const page = await openUsers(context, server, users)
      await giveDirectory(page, [
        { id: 'anna', name: 'Anna', pictureUrl: 'https://pictures.example/anna.png' },
        { id: 'noor', name: 'Noor', pictureUrl: 'http://pictures.example/noor.png' },
        { id: 'ben', name: 'Ben', pictureUrl: 'javascript:alert(1)' },
      ])
      await page.getByText('Anna', { exact: true }).waitFor()
      expect(await page.locator('img').count()).toBe(0)
      await page.evaluate('document.querySelector("activity-overview").pictures = true')
      await page.locator('.picture').first().waitFor({ state: 'attached' })
      expect(await page.locator('img').count()).toBe(1)
      expect(await page.locator('img').getAttribute('referrerpolicy')).toBe('no-referrer')
    })
  })
})
