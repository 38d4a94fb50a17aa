import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import * as fc from 'fast-check'
import { parseString } from 'fast-csv'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { rounds } from '../../../tests/rounds.ts'
import { type Heartbeat, noon, QueryServer, tokenFor } from './query-server.ts'

type CsvRow = Record<string, string>

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let server: QueryServer

beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
})
afterAll(() => server.stop())
afterEach(() => server.reset())

const csvOf = (user: string, query = '') => `/v1/networks/acme/users/${encodeURIComponent(user)}/sessions.csv${query}`

async function parsed(text: string, delimiter = ','): Promise<CsvRow[]> {
  const rows: CsvRow[] = []
  for await (const row of parseString<CsvRow, CsvRow>(text, { headers: true, delimiter })) rows.push(row)
  return rows
}

const header =
  'date,device,started_at,ended_at,duration_seconds,duration,time_zone,utc_offset,differs_from_viewer,continues_from_previous_day,continues_on_next_day,start_local,end_local,active_duration_seconds,active_duration'

describe('the CSV of a user', () => {
  beforeAll(async () => {
    await server.session('anna', '2026-11-24T09:00:00.500+01:00', '2026-11-24T10:00:01+01:00')
    await server.session('anna', '2026-11-24T23:30-03:30', '2026-11-25T00:30-03:30', { device: 'web', timeZone: '-03:30' })
    await server.session('anna', '2026-11-11T09:00+01:00', '2026-11-11T10:00+01:00')
  })

  test('has a row for each session part of the last two weeks, oldest first', async () => {
    const answer = await server.get(csvOf('anna', '?viewerTimeZone=Europe/Brussels'))
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe(
      [
        header,
        '2026-11-24,mobile,2026-11-24T09:00:00.500+01:00,2026-11-24T10:00:01.000+01:00,3600.5,1:00:01,Europe/Amsterdam,+01:00,false,false,false,2026-11-24 09:00:00,2026-11-24 10:00:01,3600.5,1:00:01',
        '2026-11-24,web,2026-11-24T23:30:00.000-03:30,2026-11-25T00:00:00.000-03:30,1800,0:30:00,-03:30,-03:30,true,false,true,2026-11-24 23:30:00,2026-11-25 00:00:00,1800,0:30:00',
        '2026-11-25,web,2026-11-25T00:00:00.000-03:30,2026-11-25T00:30:00.000-03:30,1800,0:30:00,-03:30,-03:30,true,true,false,2026-11-25 00:00:00,2026-11-25 00:30:00,1800,0:30:00',
        '',
      ].join('\r\n'),
    )
  })

  test('is an attachment with a telling name, and stays out of caches', async () => {
    const { headers } = await server.get(csvOf('anna'))
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'cache-control': 'no-store',
      // Today is the 25th in the zone of the last heartbeat.
      'content-disposition': `attachment; filename="activity-acme-anna-2026-11-12-to-2026-11-25.csv"; filename*=UTF-8''activity-acme-anna-2026-11-12-to-2026-11-25.csv`,
    })
  })

  test('for Excel has semicolons, a byte-order mark and whole seconds', async () => {
    const { rawPayload } = await server.get(csvOf('anna', '?dialect=excel&viewerTimeZone=Europe/Brussels'))
    expect(rawPayload.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const plain = await parsed((await server.get(csvOf('anna', '?viewerTimeZone=Europe/Brussels'))).body)
    const excel = await parsed(rawPayload.toString('utf8'), ';')
    expect(excel).toHaveLength(3)
    const whole = (row: CsvRow, column: string) => ({ [column]: String(Math.round(Number(row[column]))) })
    expect(excel).toEqual(plain.map((row) => ({ ...row, ...whole(row, 'duration_seconds'), ...whole(row, 'active_duration_seconds') })))
  })

  test('for people is in their language, with whose it is in each row, and whole seconds', async () => {
    const { headers, body } = await server.get(csvOf('anna', '?lang=nl&dialect=excel&viewerTimeZone=Europe/Brussels&from=2026-11-24'))
    expect(body.split('\r\n').slice(0, 3)).toEqual([
      '\uFEFFNetwerk;Gebruiker;Datum;Apparaat;Begin met tijdverschil;Einde met tijdverschil;Duur in seconden;Duur;Tijdzone;Tijdverschil met UTC;Andere klok dan de jouwe;Sinds de dag ervoor;Tot in de volgende dag;Begin;Einde;Zonder overlap in seconden;Zonder overlap',
      '"acme";"anna";2026-11-24;Mobiel;2026-11-24T09:00:00.500+01:00;2026-11-24T10:00:01.000+01:00;3601;1:00:01;Europe/Amsterdam;+01:00;nee;nee;nee;2026-11-24 09:00:00;2026-11-24 10:00:01;3601;1:00:01',
      '"acme";"anna";2026-11-24;Web;2026-11-24T23:30:00.000-03:30;2026-11-25T00:00:00.000-03:30;1800;0:30:00;-03:30;-03:30;ja;nee;ja;2026-11-24 23:30:00;2026-11-25 00:00:00;1800;0:30:00',
    ])
    expect(headers['content-disposition']).toContain('"activiteit-acme-anna-2026-11-24-tot-en-met-2026-11-25.csv"')
    const english = await server.get(csvOf('anna', '?lang=en'))
    expect(english.body).toMatch(/^\uFEFFNetwork,User,Date,Device,.*\r\n"acme","anna",2026-11-24,Mobile,/)
    expect(english.body).toContain(',yes,')
    expect(english.headers['content-disposition']).toContain('"activity-acme-anna-2026-11-12-to-2026-11-25.csv"')
    // Only the language differs.
    const [plain, spoken] = await Promise.all(['', '?lang=en'].map(async (query) => await parsed((await server.get(csvOf('anna', query))).body)))
    expect(spoken?.map((row) => [row['Start'], row['End'], row['Duration']])).toEqual(
      plain?.map((row) => [row['start_local'], row['end_local'], row['duration']]),
    )
  })

  test('without sessions has its header', async () => {
    expect((await server.get(csvOf('nobody'))).body).toBe(`${header}\r\n`)
    expect((await server.get(csvOf('nobody', '?dialect=excel'))).body).toBe(`\uFEFF${header.replaceAll(',', ';')}\r\n`)
  })

  test('is not written where only its headers are asked for', async () => {
    const answer = await server.request('HEAD', csvOf('anna'))
    expect([answer.statusCode, answer.body]).toEqual([200, ''])
    expect(answer.headers['content-disposition']).toContain('activity-acme-anna')
  })

  test('shows sessions over the edges of what is read at a time as it shows others', async () => {
    const from = Date.parse('2026-01-01T23:50+01:00')
    for (let nth = 0; nth < 70; nth++) {
      const start = from + nth * day
      await server.session('night-owl', new Date(start).toISOString(), new Date(start + 20 * minute).toISOString())
    }
    const all = await parsed((await server.get(csvOf('night-owl', '?from=2026-01-01&to=2026-03-15'))).body)
    expect(all).toHaveLength(140)
    expect(all.every(({ duration }) => duration === '0:10:00')).toBe(true)
    expect(all.filter((row) => row['continues_on_next_day'] === 'true')).toHaveLength(70)
    // A range that begins between the two parts of a session.
    const some = await parsed((await server.get(csvOf('night-owl', '?from=2026-01-02&to=2026-03-15'))).body)
    expect(some).toEqual(all.slice(1))
  })
})

describe('a long CSV', () => {
  let port: number

  beforeAll(async () => {
    // Ten sessions a day.
    const heartbeats: Heartbeat[] = []
    for (let at = noon - 390 * day; at < noon; at += 2.4 * hour) heartbeats.push({ userId: 'long', occurredAt: at })
    await server.heartbeats(heartbeats)
    await server.http.listen({ port: 0, host: '127.0.0.1' })
    const address = server.http.server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })

  const open = async () => {
    const headers = { authorization: `Bearer ${await tokenFor()}` }
    const request = get({ port, host: '127.0.0.1', path: csvOf('long', '?from=2025-10-01&to=2026-11-25'), headers })
    const [response]: IncomingMessage[] = await once(request, 'response')
    if (response === undefined) throw new Error('no response')
    return { request, response }
  }

  test('is complete', async () => {
    const { response } = await open()
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    const [gone, ...rows] = await parsed(text)
    // What is past retention, as far as the range goes back behind it.
    expect([gone?.['device'], gone?.['start_local'], gone?.['end_local']]).toEqual(['not-recorded', '2025-10-01 00:00:00', '2025-10-21 13:00:00'])
    expect(rows).toHaveLength(3900)
    expect(new Set(rows.map((row) => row['started_at'])).size).toBe(3900)
  })

  test('is read no further when the client goes away', async () => {
    let queryCount = 0
    server.beforeQuery = async () => {
      queryCount++
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    const { request, response } = await open()
    await once(
      response.on('error', () => {}),
      'data',
    )
    request.destroy()
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(queryCount).toBeLessThan(5)
    expect(queryCount).toBeGreaterThan(0)
  })

  test('breaks off visibly when the store fails on the way', async () => {
    let queryCount = 0
    server.beforeQuery = async () => {
      if (++queryCount > 3) throw new Error('connection lost')
    }
    const { response } = await open()
    expect(response.statusCode).toBe(200)
    response.resume()
    await expect(once(response, 'end')).rejects.toThrow('aborted')
    expect(response.complete).toBe(false)
  })
})

test('the sessions and the CSV of each date add up to what the days say', async () => {
  const zones = ['Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata', '+05:30']
  const heartbeat = fc.record({
    device: fc.constantFrom('mobile' as const, 'web' as const),
    timeZone: fc.constantFrom(...zones),
    gap: fc.oneof(fc.constantFrom(1, 5 * minute, 5 * minute + 1, 30 * minute, 30 * minute + 1), fc.integer({ min: 1, max: 10 * hour })),
  })
  // Over the change of clocks in Europe, and over the edge of retention.
  const start = fc.constantFrom(Date.parse('2026-10-24T20:00Z'), noon - 400 * day - 2 * hour, Date.parse('2026-10-31T21:00Z'))
  let userCount = 0
  await fc.assert(
    fc.asyncProperty(fc.array(heartbeat, { minLength: 1, maxLength: 40, size: 'max' }), start, async (steps, from) => {
      const userId = `user ${userCount++}`
      const heartbeats: Heartbeat[] = []
      for (const { gap, ...step } of steps) heartbeats.push({ ...step, userId, occurredAt: (heartbeats.at(-1)?.occurredAt ?? from) + gap })
      await server.heartbeats(heartbeats)
      const range = `?from=${new Date(from - 2 * day).toISOString().slice(0, 10)}&to=${new Date(from + 30 * day).toISOString().slice(0, 10)}`
      const base = `/v1/networks/acme/users/${encodeURIComponent(userId)}`

      const { days } = (await server.get(`${base}/days${range}`)).json<{ days: DayTotals[] }>()
      const totals = days.map(({ date, sessionCount, durationMs, activeDurationMs }) => ({ date, sessionCount, durationMs, activeDurationMs }))
      const rows = (await parsed((await server.get(`${base}/sessions.csv${range}`)).body)).filter(({ device }) => device !== 'not-recorded')
      const ofDates = Map.groupBy(rows, ({ date = '' }) => date)
      expect([...ofDates].map(([date, ofDate]) => totalsOf(date, ofDate))).toEqual(totals.toReversed())
      for (const [date, ofDate] of ofDates) {
        const { sessions } = (await server.get(`${base}/days/${date}/sessions`)).json<{ sessions: { startedAt: string; endedAt: string }[] }>()
        expect(sessions.map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual(ofDate.map((row) => [row['started_at'], row['ended_at']]))
      }
    }),
    { ...propertyParameters(), numRuns: rounds(10, 40) },
  )
})

interface DayTotals {
  readonly date: string
  readonly sessionCount: number
  readonly durationMs: number
  readonly activeDurationMs: number
}

function totalsOf(date: string, rows: readonly CsvRow[]): DayTotals {
  const sumOf = (column: string) => Math.round(rows.reduce((sum, row) => sum + Number(row[column]), 0) * 1000)
  return { date, sessionCount: rows.length, durationMs: sumOf('duration_seconds'), activeDurationMs: sumOf('active_duration_seconds') }
}
