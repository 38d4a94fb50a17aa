import { insertSpans } from '@stitchlog/store'
import { dayTotalsOf, formatInstant, type SessionPart, type Span, sessionPartsOf } from '@stitchlog/timeline'
import { parseString } from 'fast-csv'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anyEngineSettings, mergeOnce, stopMerges, useEngineSettings } from '../../../packages/store/tests/engine-settings.ts'
import { insertsOf, spansOfLargeUser } from '../../../packages/store/tests/large-users.ts'
import { byKey } from '../../../packages/store/tests/session-part-lines.ts'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { randomFrom } from '../../../packages/timeline/tests/seeded-random.ts'
import { QueryServer } from './query-server.ts'

const networkId = 'acme'
const users = ['u0', 'u1']

let server: QueryServer
beforeAll(async () => {
  server = await QueryServer.start()
  await server.change({ networkId, change: 'on', at: 0 }, { networkId, change: 'retention', at: 0, days: 36_500 })
  // Late enough that all that the users do is over, and nothing is past retention.
  server.now = Date.parse('2060-01-01T00:00Z')
  await stopMerges(server.store)
})
afterAll(() => server.stop())

test('hundreds of spans a user, each stored up to ten times: days, sessions and files say what the timeline says', async () => {
  const random = randomFrom(propertyParameters().seed)
  const spans = users.flatMap((userId) => spansBeforeNow(userId, random))
  for (const [index, insert] of insertsOf(spans, 10, random).entries()) {
    await insertSpans(server.store, insert)
    if (index === 5) await mergeOnce(server.store)
  }
  await server.rollUp()
  for (let tries = 0; tries < 3; tries++) {
    const settings = anyEngineSettings(random)
    await useEngineSettings(server.store, settings)
    for (const userId of users) {
      await compareUser(userId, spans, settings.join(', '))
      await compareOverviewCsv(userId, spans, settings.join(', '))
    }
  }
}, 300_000)

/** Those of a user who has some by now: of some, all that happens lies at the end of time. */
function spansBeforeNow(userId: string, random: () => number): Span[] {
  for (;;) {
    const spans = spansOfLargeUser(networkId, userId, 400, random).filter(({ endedAt }) => endedAt < server.now)
    if (spans.length > 0) return spans
  }
}

async function compareUser(userId: string, spans: readonly Span[], settings: string): Promise<void> {
  const parts = sessionPartsOf(spans.filter((span) => span.userId === userId)).toSorted(byKey)
  const dates = [...new Set(parts.map(({ date }) => date))].sort()
  const range = `from=${dates[0]}&to=${dates.at(-1)}`
  const path = `/v1/networks/${networkId}/users/${userId}`

  const { days } = (await server.get(`${path}/days?${range}`)).json()
  expect(days.map(totalsOfAnswer), settings).toEqual(dates.toReversed().map((date) => ({ date, ...dayTotalsOf(ofDate(parts, date)) })))
  for (const date of dates) {
    const { sessions } = (await server.get(`${path}/days/${date}/sessions`)).json()
    expect(sessions.map(({ device, startedAt, endedAt, timeZone }: Record<string, unknown>) => [device, startedAt, endedAt, timeZone])).toEqual(
      ofDate(parts, date).map(({ device, zone, startedAt, endedAt }) => [
        device,
        formatInstant(startedAt, zone),
        formatInstant(endedAt, zone),
        zone.name,
      ]),
    )
  }
  const rows = (await rowsOf((await server.get(`${path}/sessions.csv?${range}`)).body)).filter(({ device }) => device !== 'not-recorded')
  expect(rows.map(({ date, device, started_at, ended_at }) => [date, device, started_at, ended_at])).toEqual(
    parts.map(({ date, device, zone, startedAt, endedAt }) => [date, device, formatInstant(startedAt, zone), formatInstant(endedAt, zone)]),
  )
}

/** Of one user at a time, since ranges are bounded and the users are years apart. */
async function compareOverviewCsv(userId: string, spans: readonly Span[], settings: string): Promise<void> {
  const own = spans.filter((span) => span.userId === userId)
  const dates = own.map(({ day }) => day.date).sort()
  const parts = sessionPartsOf(own)
  const path = `/v1/networks/${networkId}/users.csv?from=${dates[0]}&to=${dates.at(-1)}&search=${userId}`
  const rows = (await rowsOf((await server.get(path)).body)).filter(({ not_recorded_from }) => not_recorded_from === '')
  expect(
    rows.map(({ user_id, active_days, sessions }) => [user_id, active_days, sessions]),
    settings,
  ).toEqual([[userId, String(new Set(parts.map(({ date }) => date)).size), String(parts.length)]])
}

const ofDate = (parts: readonly SessionPart[], date: string) => parts.filter((part) => part.date === date)

const totalsOfAnswer = ({ date, sessionCount, durationMs, activeDurationMs }: Record<string, unknown>) => ({
  date,
  sessionCount,
  durationMs,
  activeDurationMs,
})

function rowsOf(text: string): Promise<Record<string, string>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, string>[] = []
    parseString<Record<string, string>, Record<string, string>>(text, { headers: true })
      .on('data', (row) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows))
  })
}
