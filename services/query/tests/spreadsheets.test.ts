import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workbookType } from '@stitchlog/contracts'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canRunLibreOffice, openInLibreOffice, type SpreadsheetCell, type SpreadsheetRows } from '../../../tests/libre-office.ts'
import { neutralised } from '../csv/csv-cells.ts'
import { type Heartbeat, QueryServer } from './query-server.ts'
import { asInCsv, clock, date, duration, number, text } from './spreadsheet-cells.ts'

/** Ids that a spreadsheet would take for something else. */
const ids = [
  '00123',
  '1E5',
  '=1+1',
  '@x',
  '+31',
  '-1',
  '12:30',
  '2026-01-02',
  'TRUE',
  ' a b ',
  'a;=1+1',
  'a,=1+1',
  '<b>&"\'',
  '_x0041_',
  '＝1',
  '名前 🙂',
]

/** Over the end of retention, so that there is a time of which nothing is on record; over both changes of clocks. */
const range = 'from=2025-10-01&to=2026-11-25&viewerTimeZone=Europe/Brussels'

const usersRange = 'from=2026-11-12&to=2026-11-25'

/** By the name of its file. */
const paths = {
  'sessions.xlsx': `users/anna/sessions.xlsx?${range}`,
  'zittingen.xlsx': `users/anna/sessions.xlsx?${range}&lang=nl`,
  'users.xlsx': `users.xlsx?${usersRange}`,
  'nobody.xlsx': 'users/nobody/sessions.xlsx',
  'sessions-comma.csv': `users/anna/sessions.csv?${range}&lang=en`,
  'users-comma.csv': `users.csv?${usersRange}&lang=en`,
  'sessions-semicolon.csv': `users/anna/sessions.csv?${range}&lang=nl&dialect=excel`,
  'users-semicolon.csv': `users.csv?${usersRange}&lang=nl&dialect=excel`,
}

type FileName = keyof typeof paths

/** Of one session. */
function beats(userId: string, from: string, to: string, rest: Partial<Heartbeat> = {}): Heartbeat[] {
  const [first, last] = [Date.parse(from), Date.parse(to)]
  const count = Math.floor((last - first) / 240_000) + 1
  return [...Array.from({ length: count }, (_, nth) => first + nth * 240_000), last].map((occurredAt) => ({ userId, ...rest, occurredAt }))
}

let server: QueryServer
let folder: string
const contents = new Map<string, Buffer>()
const opened = new Map<string, SpreadsheetRows>()
const libreOffice = canRunLibreOffice()

beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
  await server.heartbeats([
    // The clocks go back while the first of them lasts, and forward while the second does.
    ...beats('anna', '2026-10-25T01:30:00.500+02:00', '2026-10-25T02:45:01+01:00'),
    ...beats('anna', '2026-03-29T01:30+01:00', '2026-03-29T03:15+02:00'),
    // Midnight cuts it, on another clock than the viewer's.
    ...beats('anna', '2026-11-24T23:30-03:30', '2026-11-25T00:30-03:30', { device: 'web', timeZone: '-03:30' }),
    // A phone and a browser at once.
    ...beats('anna', '2026-11-20T09:00+01:00', '2026-11-20T10:00:00.700+01:00'),
    ...beats('anna', '2026-11-20T09:30:00.200+01:00', '2026-11-20T10:30+01:00', { device: 'web' }),
    // All together more than a day.
    ...beats('anna', '2026-11-21T00:10+01:00', '2026-11-21T23:50+01:00'),
    ...ids.flatMap((id) => beats(id, '2026-11-23T09:00:00.300+01:00', '2026-11-23T10:00:01+01:00')),
  ])
  await server.rollUp()
  folder = await mkdtemp(join(tmpdir(), 'stitchlog-spreadsheets-'))
  for (const [name, path] of Object.entries(paths)) {
    const { statusCode, rawPayload } = await server.get(`/v1/networks/acme/${path}`)
    expect([name, statusCode]).toEqual([name, 200])
    contents.set(name, rawPayload)
    await writeFile(join(folder, name), rawPayload)
  }
  if (!libreOffice) return
  const groups = [
    { files: Object.keys(paths).filter((name) => name.endsWith('.xlsx')), csv: undefined },
    { files: ['sessions-comma.csv', 'users-comma.csv'], csv: { separator: ',', language: 'en-US' } as const },
    { files: ['sessions-semicolon.csv', 'users-semicolon.csv'], csv: { separator: ';', language: 'nl-NL' } as const },
  ]
  const sheets = await Promise.all(groups.map(({ files, csv }) => openInLibreOffice(folder, files, csv)))
  for (const [nth, { files }] of groups.entries()) for (const [at, file] of files.entries()) opened.set(file, sheets[nth]?.[at] ?? [])
}, 300_000)
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const rowsOf = (name: FileName) => opened.get(name) ?? []

const read = async <T>(path: string) => (await server.get(`/v1/networks/acme/${path}`)).json<T>()

const wholeSeconds = (instant: string) => Math.floor(Date.parse(instant) / 1000)

const words = {
  en: { mobile: 'Mobile', web: 'Web', yes: 'yes', no: 'no', gone: 'not recorded', total: 'Total' },
  nl: { mobile: 'Mobiel', web: 'Web', yes: 'ja', no: 'nee', gone: 'niet vastgelegd', total: 'Totaal' },
}

interface SessionOfApi {
  readonly device: 'mobile' | 'web'
  readonly startedAt: string
  readonly endedAt: string
  readonly timeZone: string
  readonly differsFromViewer: boolean
  readonly continuesFromPreviousDay: boolean
  readonly continuesOnNextDay: boolean
}

interface Totals {
  readonly sessionCount: number
  readonly durationMs: number
  readonly activeDurationMs: number
}

/** Anna's, by date. */
let sessionsOfDates: ReturnType<typeof readSessions> | undefined

async function readSessions(): Promise<{ date: string; sessions: SessionOfApi[] }[]> {
  const { days } = await read<{ days: { date: string }[] }>(`users/anna/days?${range}`)
  const ofDate = ({ date: day }: { date: string }) =>
    read<{ date: string; sessions: SessionOfApi[] }>(`users/anna/days/${day}/sessions?viewerTimeZone=Europe/Brussels`)
  return await Promise.all(days.toReversed().map(ofDate))
}

/** The rows of anna's file, as the API tells them. */
async function sessionRows(lang: 'en' | 'nl'): Promise<(SpreadsheetCell | undefined)[][]> {
  const { yes, no, gone, ...devices } = words[lang]
  const rows: (SpreadsheetCell | undefined)[][] = []
  const answer = (is: boolean) => text(is ? yes : no)
  sessionsOfDates ??= readSessions()
  for (const { date: ofDate, sessions } of await sessionsOfDates) {
    let covered = 0
    for (const { device, startedAt, endedAt, timeZone, differsFromViewer, continuesFromPreviousDay, continuesOnNextDay } of sessions) {
      const [start, end] = [wholeSeconds(startedAt), wholeSeconds(endedAt)]
      const alone = Math.max(0, end - Math.max(start, covered))
      covered = Math.max(covered, end)
      rows.push([
        ...[
          text('acme'),
          text('anna'),
          date(ofDate),
          text(devices[device]),
          text(startedAt),
          text(endedAt),
          number(end - start),
          duration(end - start),
        ],
        ...[text(timeZone), text(startedAt.slice(23)), answer(differsFromViewer), answer(continuesFromPreviousDay), answer(continuesOnNextDay)],
        ...[clock(startedAt), clock(endedAt), number(alone), duration(alone)],
      ])
    }
  }
  // Until retention begins, 400 days before now.
  const [from, until] = ['2025-10-01T00:00:00.000+02:00', '2025-10-21T13:00:00.000+02:00']
  const unrecorded = [text('acme'), text('anna'), date('2025-10-01'), text(gone), text(from), text(until), undefined, undefined]
  return [[...unrecorded, text('Europe/Amsterdam'), text('+02:00'), undefined, undefined, undefined, clock(from), clock(until)], ...rows]
}

async function userRows(): Promise<(SpreadsheetCell | undefined)[][]> {
  const { users } = await read<{ users: (Totals & { userId: string; activeDays: number; lastActiveAt: string })[] }>(
    `users?${usersRange}&precision=second&limit=100`,
  )
  expect(users.map(({ userId }) => userId).sort()).toEqual([...ids, 'anna'].sort())
  return users.map(({ userId, activeDays, sessionCount, durationMs, activeDurationMs, lastActiveAt }) => [
    ...[text('acme'), text(userId), number(activeDays), number(sessionCount), number(durationMs / 1000), duration(durationMs / 1000)],
    ...[number(activeDurationMs / 1000), duration(activeDurationMs / 1000), clock(lastActiveAt), text(lastActiveAt)],
    text(userId === 'anna' ? '-03:30' : 'Europe/Amsterdam'),
  ])
}

/** What the API says of all dates together. */
async function sumsOf(path: string): Promise<Totals> {
  const { days } = await read<{ days: Totals[] }>(path)
  const sum = (name: keyof Totals) => days.reduce((total, day) => total + day[name], 0)
  return { sessionCount: sum('sessionCount'), durationMs: sum('durationMs'), activeDurationMs: sum('activeDurationMs') }
}

/** The cells of a total, each with the formula that anybody can check. */
const summed = (cell: SpreadsheetCell, column: string, rowCount: number) => ({ ...cell, formula: `of:=SUM([.${column}2:.${column}${rowCount + 1}])` })

describe.runIf(libreOffice)('LibreOffice', () => {
  test.each([
    ['sessions.xlsx', 'en'],
    ['zittingen.xlsx', 'nl'],
  ] as const)('reads each cell of %s as the API tells it', async (name, lang) => {
    const [header, ...rows] = rowsOf(name)
    const expected = await sessionRows(lang)
    expect(header?.map((cell) => cell?.value).slice(0, 4)).toEqual(
      lang === 'en' ? ['Network', 'User', 'Date', 'Device'] : ['Netwerk', 'Gebruiker', 'Datum', 'Apparaat'],
    )
    expect(rows.slice(0, expected.length)).toEqual(expected)
    const { durationMs, activeDurationMs } = await sumsOf(`users/anna/days?${range}&precision=second`)
    const [all, active] = [durationMs / 1000, activeDurationMs / 1000]
    expect(all).toBeGreaterThan(active)
    const sums = { G: number(all), H: duration(all), P: number(active), Q: duration(active) }
    const total = Array.from({ length: 17 }, (_, nth) => {
      const column = String.fromCharCode(65 + nth)
      const sum = sums[column as keyof typeof sums]
      return nth === 0 ? text(words[lang].total) : sum && summed(sum, column, expected.length)
    })
    expect(rows.slice(expected.length)).toEqual([[], total])
  })

  test('reads each cell of users.xlsx as the API tells it', async () => {
    const [header, ...rows] = rowsOf('users.xlsx')
    const expected = await userRows()
    expect(header?.map((cell) => cell?.value).slice(0, 4)).toEqual(['Network', 'User', 'Active days', 'Sessions'])
    expect(rows.slice(0, expected.length)).toEqual(expected)
    const { sessionCount, durationMs, activeDurationMs } = await sumsOf(`days?${usersRange}&precision=second`)
    const [all, active] = [durationMs / 1000, activeDurationMs / 1000]
    const sums = [number(sessionCount), number(all), duration(all), number(active), duration(active)]
    const total = [text('Total'), undefined, undefined, ...sums.map((sum, nth) => summed(sum, String.fromCharCode(68 + nth), expected.length))]
    expect(rows.slice(expected.length)).toEqual([[], total])
  })

  test('reads a workbook without sessions', () => {
    const rows = rowsOf('nobody.xlsx')
    expect(rows).toHaveLength(3)
    expect(rows[2]?.[6]).toEqual({ type: 'float', value: '0', formula: 'of:=SUM([.G2:.G2])' })
  })

  test.each([
    ['sessions-comma.csv', 'en'],
    ['sessions-semicolon.csv', 'nl'],
  ] as const)('reads each cell of %s as the API tells it', async (name, lang) => {
    expect(rowsOf(name).slice(1)).toEqual((await sessionRows(lang)).map((row) => row.map(asInCsv)))
  })

  test.each(['users-comma.csv', 'users-semicolon.csv'] as const)('reads each cell of %s as the API tells it', async (name) => {
    const asText = (cell: SpreadsheetCell | undefined) => cell && { ...cell, value: neutralised(cell.value) }
    const expected = (await userRows()).map(([network, user, ...rest]) => [network, asText(user), ...rest.toSpliced(7, 1).map(asInCsv)])
    expect(rowsOf(name).slice(1)).toEqual(expected)
  })
})

describe('a workbook', () => {
  test('is an attachment of its own type that stays out of caches', async () => {
    const { headers } = await server.get('/v1/networks/acme/users/anna/sessions.xlsx')
    expect(headers).toMatchObject({ 'content-type': workbookType, 'cache-control': 'no-store' })
    expect(headers['content-disposition']).toContain('filename="activity-acme-anna-2026-11-12-to-2026-11-25.xlsx"')
    const head = await server.request('HEAD', '/v1/networks/acme/users.xlsx?lang=nl')
    expect([head.statusCode, head.body]).toEqual([200, ''])
    expect(head.headers['content-disposition']).toMatch(/"gebruikers-acme-.*\.xlsx"/)
  })

  test('has a frozen header, and the values of its sums for programs that compute nothing', async () => {
    const { sheets } = await readXlsx(contents.get('sessions.xlsx') ?? Buffer.alloc(0))
    const { durationMs } = await sumsOf(`users/anna/days?${range}&precision=second`)
    expect(sheets[0]?.freezePane).toEqual({ rows: 1 })
    expect(sheets[0]?.rows.at(-1)?.slice(0, 7)).toEqual(['Total', null, null, null, null, null, durationMs / 1000])
  })

  test('is one of the downloads that a caller may have at once', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    server.beforeQuery = () => released
    const answers = ['users.xlsx', 'users/anna/sessions.xlsx', 'users.csv'].map((path) => server.get(`/v1/networks/acme/${path}`))
    expect((await Promise.race(answers)).statusCode).toBe(429)
    release()
    expect((await Promise.all(answers)).map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 429])
    server.reset()
  })

  test('is recorded like the CSV file of the same', async () => {
    await server.get('/v1/networks/acme/users/recorded/sessions.xlsx?from=2026-11-01&to=2026-11-02')
    expect(await server.accessLog('recorded')).toMatchObject([{ kind: 'csv', from_date: '2026-11-01', to_date: '2026-11-02' }])
  })

  test('has no other dialects, and no other languages', async () => {
    for (const query of ['lang=sv', 'lang=']) expect((await server.get(`/v1/networks/acme/users.xlsx?${query}`)).statusCode).toBe(400)
  })
})
