import * as fc from 'fast-check'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { propertyParameters } from '../../packages/timeline/tests/property-runs.ts'
import { sampleNetworkId, sampleSource } from '../../services/standalone/sample-network.ts'
import { rounds } from '../rounds.ts'
import { hasChromium, withBrowser } from './chromium.ts'
import { secondsOf } from './seconds-of.ts'
import { now, type Stay, ViewServer } from './view-server.ts'
import { languages, openView, textsOf } from './view-visit.ts'

const timeZone = 'Europe/Amsterdam'
const randomNetwork = 'random'
const hourMs = 3_600_000
/** In every zone a date of the last two weeks. */
const begin = Date.parse('2026-11-12T12:00Z')

const beatSchema = z.looseObject({ occurredAt: z.number() })
const { locale } = languages[1]

interface Totals {
  readonly count: number
  readonly total: number
  /** The same where nothing overlaps. */
  readonly withoutOverlap: number
}

/** What is said in one place: how many sessions, a duration, and perhaps another one without overlap. */
function totalsOf(sessions: string, total: string, withoutOverlap: string): Totals {
  const seconds = secondsOf(total, locale)
  return {
    count: Number(/(\d+) sessie/.exec(sessions)?.[1] ?? 0),
    total: seconds,
    withoutOverlap: withoutOverlap.trim() === '' ? seconds : secondsOf(withoutOverlap, locale),
  }
}

/** The same of each row that matches; only days say how many sessions they have. */
async function totalsIn(page: Page, rows: string): Promise<Totals[]> {
  const parts = await Promise.all(['.count', 'strong', '.overlap'].map((part) => page.locator(`${rows} ${part}`).allTextContents()))
  const [counts = [], totals = [], overlaps = []] = parts
  return totals.map((total, nth) => totalsOf(counts[nth] ?? '', total, overlaps[nth] ?? ''))
}

function sumOf(all: readonly Totals[]): Totals {
  const sum = (part: keyof Totals) => all.reduce((total, each) => total + each[part], 0)
  return { count: sum('count'), total: sum('total'), withoutOverlap: sum('withoutOverlap') }
}

/** Anything that somebody may do in two weeks, to the millisecond. */
const randomStays: fc.Arbitrary<Omit<Stay, 'user'>[]> = fc.array(
  fc
    .record({
      device: fc.constantFrom('mobile' as const, 'web' as const),
      timeZone: fc.constantFrom('Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata'),
      start: fc.integer({ min: 2 * hourMs, max: 12 * 24 * hourMs }),
      lasts: fc.oneof(fc.nat(90_000), fc.nat(5 * hourMs)),
    })
    .map(({ device, timeZone, start, lasts }) => ({
      device,
      timeZone,
      from: new Date(now - start).toISOString(),
      to: new Date(Math.min(now - start + lasts, now - hourMs)).toISOString(),
    })),
  { minLength: 8, maxLength: 30, size: 'max' },
)

describe.runIf(hasChromium)('what is shown of each user adds up', () => {
  let server: ViewServer
  beforeAll(async () => {
    server = await ViewServer.start([
      { networkId: sampleNetworkId, change: 'on', at: '2026-11-01T00:00Z' },
      { networkId: randomNetwork, change: 'on', at: '2026-11-01T00:00Z' },
    ])
    for await (const { records } of sampleSource(now).batches())
      await server.sendEvents(
        sampleNetworkId,
        Array.from(records, ({ value }) => beatSchema.parse(JSON.parse(String(value)))).filter(({ occurredAt }) => occurredAt >= begin),
      )
    const { seed } = propertyParameters()
    const people = fc.sample(randomStays, { numRuns: 3, seed })
    await server.send(
      randomNetwork,
      people.flatMap((stays, nth) => stays.map((stay) => ({ ...stay, user: `somebody-${nth}` }))),
    )
    await server.rollUp()
  })
  afterAll(() => server.stop())

  const sumOfFile = async (path: string, networkId: string) => {
    const headers = { authorization: `Bearer ${await server.token([networkId])}` }
    const text = await (await fetch(`${server.address}/v1/networks/${networkId}/${path}`, { headers })).text()
    // No cell of these files has a separator in it.
    const [columns = [], ...rows] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
    const seconds = (row: readonly string[], column: string) =>
      (row[columns.indexOf(column)] ?? '').split(':').reduce((total, part) => total * 60 + Number(part), 0)
    return rows.map((row) => ({
      key: (row[0] ?? '').replaceAll('"', ''),
      count: columns.includes('sessions') ? Number(row[columns.indexOf('sessions')]) : 1,
      total: seconds(row, 'duration'),
      withoutOverlap: seconds(row, 'active_duration'),
    }))
  }
  const only = ({ count, total, withoutOverlap }: Totals): Totals => ({ count, total, withoutOverlap })

  /** Each user's page and file against what the list says of them. */
  async function expectUser(page: Page, network: string, user: string, listed: Totals): Promise<void> {
    await page.goto(await server.view({ network, user }))
    await page.locator('button.day').first().waitFor()
    const [count = '', total = '', withoutOverlap = ''] = ((await textsOf(page, '.summary [role=status]'))[0] ?? '').split('·')
    // A few rows are drawn per frame, and this says how many there are.
    await expect.poll(() => page.locator('button.day').count()).toBe(Number.parseInt(count, 10))
    const dates = z.array(z.string()).parse(await page.locator('button.day').evaluateAll((days) => days.map((day) => day.getAttribute('data-date'))))
    const days = await totalsIn(page, 'button.day')
    const weeks = await totalsIn(page, 'li.week')
    const summary = totalsOf('', total, withoutOverlap)
    expect({ ...summary, count: listed.count }, user).toEqual(listed)
    expect(sumOf(days), user).toEqual(listed)
    expect({ ...sumOf(weeks), count: listed.count }, user).toEqual(listed)

    // Each day, opened: its sessions, and the drawing of it.
    await page.goto(await server.view({ network, user, open: dates.join() }))
    for (const [nth, date] of dates.entries()) {
      const day = days[nth]
      const rows = page.locator(`#day-${date} tbody tr`)
      await expect.poll(() => rows.count(), { message: `${user} ${date}` }).toBe(day?.count)
      const durations = (await textsOf(page, `#day-${date} tbody td.duration`)).map((text) => secondsOf(text, locale))
      expect(
        durations.reduce((total, each) => total + each, 0),
        `${user} ${date}`,
      ).toBe(day?.total)
      const drawn = await page
        .locator(`li:has(button[data-date="${date}"]) activity-day-strip svg[role]`)
        .evaluateAll((strips) => strips.map((strip) => strip.getAttribute('aria-label') ?? ''))
      expect(drawn.map((label) => totalsOf(label, '', '').count).reduce((total, each) => total + each, 0)).toBe(day?.count)
    }

    // The bars of a long range.
    await page.goto(await server.view({ network, user, from: '2026-10-01', to: '2026-11-26' }))
    await page.locator('.bar').first().waitFor()
    const labels = await page.locator('.bar').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-label') ?? ''))
    expect(labels.map((label) => secondsOf(label.slice(label.indexOf(': ')), locale)).reduce((total, each) => total + each, 0)).toBe(listed.total)
    expect(secondsOf((await page.getByRole('toolbar').getAttribute('aria-label')) ?? '', locale)).toBe(listed.total)

    const rows = await sumOfFile(`users/${user}/sessions.csv`, network)
    expect(sumOf(rows), user).toEqual(listed)
    for (const [nth, date] of dates.entries()) expect(sumOf(rows.filter(({ key }) => key === date)), `${user} ${date}`).toEqual(days[nth])
  }

  test.each([sampleNetworkId, randomNetwork])('at every level, in minutes and in seconds: %s', { timeout: 300_000 }, async (network) => {
    await withBrowser(
      async (context) => {
        const page = await openView(context, server, { network, tab: 'users' })
        await page.locator('tbody tr').first().waitFor()
        const listed = await Promise.all(
          (await page.locator('tbody tr').all()).map(async (row) => {
            const user = await row.locator('a').innerText()
            const [, sessions = ''] = await row.locator('td').allInnerTexts()
            const overlap = (await row.locator('.overlap').textContent()) ?? ''
            const total = ((await row.locator('.total').textContent()) ?? '').replace(overlap, '')
            return { user, ...totalsOf('', total, overlap), count: Number(sessions) }
          }),
        )
        expect(listed.length).toBeGreaterThan(2)
        const inFile = await sumOfFile('users.csv', network)
        const opened = rounds(3, listed.length)
        const { seed } = propertyParameters()
        for (const [nth, { user, ...totals }] of listed.entries()) {
          expect(inFile.filter(({ key }) => key === user).map(only)).toEqual([totals])
          if ((nth + seed) % listed.length < opened) await expectUser(page, network, user, totals)
        }
        const ofDays = (await sumOfFile('days.csv', network)).map(only)
        expect(sumOf(ofDays)).toEqual(sumOf(listed.map(only)))
      },
      { locale, timeZone },
    )
  })
})
