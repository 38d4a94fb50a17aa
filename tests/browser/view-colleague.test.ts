import { readFileSync } from 'node:fs'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { giveDirectory } from './page-directory.ts'
import { ViewServer } from './view-server.ts'
import { languages, openView, tabTo } from './view-visit.ts'

const network = 'large'
const headcount = 5000
const timeZone = 'Europe/Amsterdam'

/** As they are where nobody chose ids for people to read. */
const idOf = (nth: number) => `${nth.toString(16).padStart(8, '0')}-5eed-4000-8000-${(nth * 7919).toString(16).padStart(12, '0')}`

/** Only one of them has a word that begins with `zwa`. */
const colleague = { id: idOf(3721), name: 'Marit van der Zwaan', department: 'Care' }
const people = Array.from({ length: headcount }, (_, nth) =>
  nth === 3721 ? colleague : { id: idOf(nth), name: `Person ${nth.toString(26).replaceAll(/\d/g, 'q')} of Team ${nth % 40}` },
)

describe.runIf(hasChromium)(`in a network of ${headcount} people`, () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([{ networkId: network, change: 'on', at: '2026-10-01T00:00Z' }])
    const once = people.map(({ id: userId }, nth) => ({ userId, device: 'web', timeZone, occurredAt: Date.parse('2026-11-20T08:00Z') + nth * 1000 }))
    await server.sendEvents(network, once)
    const dates = [13, 16, 17, 18, 19, 23, 24]
    await server.send(
      network,
      dates.map((date) => ({ user: colleague.id, device: 'web', timeZone, from: `2026-11-${date}T09:00+01:00`, to: `2026-11-${date}T12:30+01:00` })),
    )
    await server.rollUp()
  }, 240_000)
  afterAll(() => server.stop())

  /** Finds the colleague by what is typed, looks at the two weeks, and saves them as a file: by keyboard alone. @returns seconds */
  async function findAndExport(
    context: BrowserContext,
    typed: string,
    heading: string,
    isNamed: boolean,
    words: (typeof languages)[number]['words'],
  ) {
    const page = await openView(context, server, { network, tab: 'users' })
    await page.getByText(words.usersShown(50)).waitFor()
    await page.clock.resume()
    await giveDirectory(page, people, isNamed ? 'answers' : 'hangs')
    const startedAt = performance.now()
    await tabTo(page, 'input[type=search]')
    await page.keyboard.type(typed)
    await page.getByText(words.usersShown(1)).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    await page.getByText(words.activeDayCount(8)).first().waitFor()
    await tabTo(page, '.dots')
    await page.keyboard.press('Enter')
    const saving = page.waitForEvent('download')
    await page.keyboard.press('Enter')
    const rows = readFileSync(await (await saving).path(), 'utf8')
      .trimEnd()
      .split('\r\n')
    const seconds = (performance.now() - startedAt) / 1000
    // Seven long days and the one that everybody was seen on.
    expect(rows).toHaveLength(1 + 8)
    return seconds
  }

  test.each(languages.slice(0, rounds(1, 2)))(
    'three letters of a name are enough to see and save two weeks of a colleague, in $language',
    async ({ locale, words }) => {
      await withBrowser(async (context) => expect(await findAndExport(context, 'zwa', colleague.name, true, words)).toBeLessThan(20), { locale })
    },
  )

  test.each(languages.slice(-rounds(1, 2)))('with the directory away an id is enough, in $language', async ({ locale, words }) => {
    await withBrowser(
      async (context) => expect(await findAndExport(context, colleague.id.slice(0, 13), colleague.id, false, words)).toBeLessThan(20),
      { locale },
    )
  })
})
