import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { at, date, type Piece, type State, states, untilNow } from './unrecorded-states.ts'
import { now, ViewServer } from './view-server.ts'
import { drawnText, languages, openView, textsOf } from './view-visit.ts'

const timeZone = 'Europe/Amsterdam'
const dayMs = 86_400_000
/** The service's clock goes on during the test. */
const slackMs = 15 * 60_000

const answerSchema = z.object({ recorded: z.array(z.object({ from: z.string(), to: z.string().nullable() })) })

const stay = (user: string, day: number, from: string, to: string) => ({
  user,
  device: 'web' as const,
  timeZone,
  from: at(day, from),
  to: at(day, to),
})

/** What lies between pieces, from one instant to another. */
function rest(pieces: readonly { readonly from: string; readonly to: string | null }[], from: number, to: number): [number, number][] {
  const found: [number, number][] = []
  let reached = from
  for (const piece of pieces) {
    const begins = Math.min(Date.parse(piece.from), to)
    if (begins > reached) found.push([reached, begins])
    reached = Math.max(reached, piece.to === null ? to : Date.parse(piece.to))
  }
  return to > reached ? [...found, [reached, to]] : found
}

/** The same pieces, but for what the service's clock went on. */
function expectPieces(found: readonly (readonly [number, number])[], expected: readonly Piece[], what: string): void {
  expect(found.length, `${what}: ${JSON.stringify(found.map((piece) => piece.map((ms) => new Date(ms).toISOString())))}`).toBe(expected.length)
  for (const [nth, piece] of expected.entries()) {
    for (const [end, instant] of piece.entries()) {
      expect(Math.abs((found[nth]?.[end] ?? 0) - Date.parse(instant)), `${what}: ${instant}`).toBeLessThanOrEqual(slackMs)
    }
  }
}

describe.runIf(hasChromium)('what was not recorded', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([
      { networkId: 'late', change: 'on', at: at(20, '09:00') },
      { networkId: 'breaks', change: 'on', at: at(2, '09:00') },
      { networkId: 'breaks', change: 'off', at: at(13, '17:00') },
      { networkId: 'breaks', change: 'on', at: at(18, '10:12') },
      { networkId: 'breaks', change: 'erase', userId: 'gone', at: at(19, '12:00') },
      { networkId: 'short', change: 'on', at: '2026-10-01T09:00+02:00' },
      { networkId: 'short', change: 'retention', days: 20, at: at(24, '10:00') },
      { networkId: 'wiped', change: 'on', at: at(2, '09:00') },
      { networkId: 'wiped', change: 'erase', at: at(23, '12:00') },
      { networkId: 'was-on', change: 'on', at: at(2, '08:00') },
      { networkId: 'was-on', change: 'off', at: at(24, '09:00') },
    ])
    await server.send('late', [stay('ben', 20, '10:00', '11:00')])
    await server.send('breaks', [
      stay('ben', 13, '10:00', '11:00'),
      stay('ben', 18, '11:00', '12:00'),
      stay('ben', 25, '13:00', '14:02'),
      stay('kim', 12, '10:00', '11:00'),
      stay('gone', 19, '13:00', '14:00'),
    ])
    await server.send('short', [stay('ben', 5, '15:00', '16:00')])
    await server.send('wiped', [stay('ben', 23, '13:00', '14:00')])
    await server.rollUp()
  })
  afterAll(() => server.stop())

  const read = async ({ network }: State, path: string) => {
    const token = await server.token([network])
    const response = await fetch(`${server.address}/v1/networks/${network}/${path}`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status, path).toBe(200)
    return response
  }

  const recordedIn = async (state: State, path: string) => answerSchema.parse(await (await read(state, path)).json()).recorded

  test.each(states)('is told by the API: $name', async (state) => {
    const { user, dates, missing, ofNetwork = missing } = state
    const [from, to] = dates
    const range = `from=${from}&to=${to}`
    const begin = Date.parse(`${from}T00:00+01:00`)
    const end = Math.min(Date.parse(`${to}T00:00+01:00`) + dayMs, now)
    const paths: [path: string, expected: readonly Piece[]][] = [
      [`users/${user}/days?${range}`, missing],
      [`users/${user}/days?${range}&sessions=included`, missing],
      [`users?${range}`, ofNetwork],
      [`days?${range}`, ofNetwork],
    ]
    for (const [path, expected] of paths) {
      expectPieces(rest(await recordedIn(state, path), begin, end), expected, path)
    }
    // A single date has its part of them.
    for (let day = begin; day < end; day += dayMs) {
      const path = `users/${user}/days/${new Date(day + dayMs / 2).toISOString().slice(0, 10)}/sessions`
      const until = Math.min(day + dayMs, now)
      const expected = missing.flatMap((piece): Piece[] => {
        const [first, last] = [Math.max(Date.parse(piece[0]), day), Math.min(Date.parse(piece[1]), until)]
        return last > first ? [[new Date(first).toISOString(), new Date(last).toISOString()]] : []
      })
      expectPieces(rest(await recordedIn(state, path), day, until), expected, path)
    }
  })

  test.each(states)('is in the files: $name', async (state) => {
    const { user, dates, missing, ofNetwork = missing } = state
    const range = `from=${dates[0]}&to=${dates[1]}`
    // No cell of these files has a separator in it.
    const rowsOf = async (path: string): Promise<Record<string, string>[]> => {
      const lines = (await (await read(state, path)).text()).replace('\uFEFF', '').trimEnd().split('\r\n')
      const [columns = [], ...rows] = lines.map((line) => line.split(','))
      return rows.map((row) => Object.fromEntries(columns.map((column, nth) => [column, row[nth] ?? ''])))
    }
    const ofUser = (await rowsOf(`users/${user}/sessions.csv?${range}&viewerTimeZone=${timeZone}`)).filter((row) => row['device'] === 'not-recorded')
    expectPieces(
      ofUser.map((row) => [Date.parse(row['started_at'] ?? ''), Date.parse(row['ended_at'] ?? '')]),
      missing,
      'sessions.csv',
    )
    for (const row of ofUser) expect([row['duration_seconds'], row['duration'], row['active_duration']]).toEqual(['', '', ''])
    // The dates of a network are those of UTC, which begin an hour later here.
    const inUtc = (instant: string) => (instant.includes('T00:00+01:00') ? instant.replace('+01:00', 'Z') : instant)
    for (const path of ['users.csv', 'days.csv']) {
      const pieces = (await rowsOf(`${path}?${range}`)).flatMap((row): [number, number][] =>
        (row['not_recorded_from'] ?? '') === '' ? [] : [[Date.parse(row['not_recorded_from'] ?? ''), Date.parse(row['not_recorded_to'] ?? '')]],
      )
      expectPieces(
        pieces,
        ofNetwork.map(([from, to]) => [inUtc(from), to]),
        path,
      )
    }
    // In a file for people too.
    const spoken = (await rowsOf(`users/${user}/sessions.csv?${range}&viewerTimeZone=${timeZone}&lang=nl`)).filter(
      (row) => row['Apparaat'] === 'niet vastgelegd',
    )
    expect(spoken.map((row) => row['Begin'])).toEqual(ofUser.map((row) => row['start_local']))
  })

  describe.each(languages)('in $language', ({ locale, words }) => {
    // Each state in one language by turns, and in both with the faults.
    const nth = locale === 'nl-NL' ? 1 : 0
    const statesOfTurn = states.filter((_, at) => rounds(at % 2, nth) === nth)

    const plain = (text: string) =>
      text
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/14[:.]\d\d/g, '14:…')
        .trim()
        .toLowerCase()
    const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone })
    const moments = format({ dateStyle: 'long', timeStyle: 'short' })
    const isMidnight = (instant: string) => instant.includes('T00:00')

    /** What is said of pieces above the list. */
    function noticeOf(pieces: readonly Piece[], isBeforeAll: boolean): string[] {
      const [first] = pieces
      if (first === undefined) return []
      const isOfDates = isMidnight(first[0]) && first[1] === untilNow
      const range = isOfDates ? format({ day: 'numeric', month: 'long', year: 'numeric' }) : moments
      const text = isBeforeAll
        ? words.nothingBefore(moments.format(new Date(first[1])))
        : words.notRecordedThen(range.formatRange(new Date(first[0]), new Date(first[1])))
      return [plain(text)]
    }

    async function expectStrips(page: Page, { hatched }: State): Promise<void> {
      for (const [day, shares] of Object.entries(hatched)) {
        const strip = page.locator(`li:has(button[data-date="${day}"]) activity-day-strip`)
        await strip.waitFor()
        const drawn = await strip
          .locator("rect[fill='url(#hatching)']")
          .evaluateAll((rects) => rects.map((rect) => ['x', 'width'].map((name) => Number.parseFloat(rect.getAttribute(name) ?? '') / 100)))
        expect(drawn, day).toHaveLength(shares.length)
        for (const [nth, [from, to]] of shares.entries()) {
          const [x = 0, width = 0] = drawn[nth] ?? []
          expect(Math.abs(x - from) + Math.abs(x + width - to), `${day}: ${x} + ${width}`).toBeLessThan(0.02)
        }
        expect(await page.locator(`button[data-date="${day}"]`).innerText()).toMatch(
          shares.length > 0 ? new RegExp(words.partlyRecorded) : new RegExp(`^((?!${words.partlyRecorded})[^])*$`),
        )
      }
      // What has not happened yet has no ground.
      const ground = page.locator(`li:has(button[data-date="${date(25)}"]) activity-day-strip .ground`)
      if ((await ground.count()) > 0) expect(Number.parseFloat((await ground.getAttribute('width')) ?? '')).toBeCloseTo((14.05 / 24) * 100, 0)
    }

    test.each(statesOfTurn)('is shown on the page, in the strips and in the list of users: $name', async (state) => {
      const { network, user, dates, missing, ofNetwork = missing, rows, empty, emptyList } = state
      const [from, to] = dates
      const isBeforeAll = missing[0] !== undefined && isMidnight(missing[0][0]) && missing[0][1] !== untilNow
      await withBrowser(
        async (context) => {
          const page = await openView(context, server, { network, user, from, to })
          if (empty === undefined) await page.locator('ol.days').waitFor()
          else await page.getByText(empty(words)).waitFor()
          expect(await page.getByText(words.noActivity, { exact: true }).count()).toBe(0)
          expect((await textsOf(page, '.missing-notice')).map(plain)).toEqual(noticeOf(missing, isBeforeAll))
          const shown = await textsOf(page, 'li.missing')
          expect(shown).toHaveLength(rows.length)
          for (const [nth, { last, isWhole }] of rows.entries()) {
            expect(shown[nth]).toContain(isWhole ? words.notRecorded : words.partlyWithoutActivity)
            expect(shown[nth]).toContain(String(Number(last.slice(8))))
          }
          await expectStrips(page, state)
          const text = await drawnText(page)
          expect(text).toContain(user)
          expect(text).not.toMatch(/erased|gewist/i)
          await page.close()

          const list = await openView(context, server, { network, tab: 'users', from, to })
          if (emptyList === undefined) await list.locator('tbody tr').first().waitFor()
          else await list.getByText(emptyList(words)).waitFor()
          expect(await list.getByText(words.nobody).count()).toBe(0)
          const isNetworkBeforeAll = state.ofNetwork === undefined && isBeforeAll
          expect((await textsOf(list, '.missing-notice')).map(plain)).toEqual(noticeOf(ofNetwork, isNetworkBeforeAll))
        },
        { locale, timeZone },
      )
    })
  })
})
