import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { QueryServer, tokenFor } from './query-server.ts'

const paths = ['users', 'days', 'users.csv', 'days.csv']
/** The 26th has begun in New Zealand. */
const lateInUtc = Date.parse('2026-11-25T11:30Z')

let server: QueryServer

beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
  await server.session('early', '2026-11-26T00:10+13:00', '2026-11-26T00:20+13:00', { timeZone: 'Pacific/Auckland' })
  await server.session('erased', '2026-11-27T00:10+13:00', '2026-11-27T00:20+13:00', { timeZone: 'Pacific/Auckland' })
  await server.session('elsewhere', '2026-11-25T12:10+01:00', '2026-11-25T12:20+01:00')
  await server.switchOn('west')
  await server.session('anna', '2026-11-25T06:00-05:00', '2026-11-25T06:10-05:00', { networkId: 'west', timeZone: 'America/New_York' })
  await server.rollUp()
})
afterAll(() => server.stop())
afterEach(() => server.reset())

const get = (path: string, network = 'acme') => server.get(`/v1/networks/${network}/${path}`, tokenFor([network]))

/** Of each of the four answers; a CSV has them in the name of its file. */
async function datesOf(query = '', network = 'acme'): Promise<string[][]> {
  const dates: string[][] = []
  for (const path of paths) {
    const answer = await get(path + query, network)
    const text = String(path.endsWith('.csv') ? answer.headers['content-disposition'] : answer.body)
    dates.push((text.match(/\d{4}-\d\d-\d\d/g) ?? []).slice(0, 2))
  }
  return dates
}

const each = (from: string, to: string) => paths.map(() => [from, to])

describe('the dates of the overview', () => {
  test('go up to the date that the first of the network are in', async () => {
    server.now = lateInUtc
    expect(await datesOf()).toEqual(each('2026-11-13', '2026-11-26'))
    expect((await get('users')).json().users).toMatchObject([{ userId: 'early' }, { userId: 'elsewhere' }])
    expect((await get('days')).json().days).toMatchObject([
      { date: '2026-11-26', activeUsers: 1, provisional: true },
      { date: '2026-11-25', activeUsers: 1, provisional: true },
    ])
    expect((await get('users.csv')).body).toContain('early')
    expect((await get('days.csv')).body).toContain('2026-11-26,1,')
  })

  test('go up to the date in UTC where nobody is ahead of it', async () => {
    server.now = lateInUtc
    expect(await datesOf('', 'west')).toEqual(each('2026-11-12', '2026-11-25'))
    server.now = Date.parse('2026-12-05T23:59:59.999Z')
    expect(await datesOf()).toEqual(each('2026-11-22', '2026-12-05'))
  })

  test('go one date beyond that in UTC at most', async () => {
    server.now = Date.parse('2026-11-23T23:59Z')
    expect(await datesOf()).toEqual(each('2026-11-10', '2026-11-23'))
  })

  test('begin or end where a date is named', async () => {
    server.now = lateInUtc
    expect(await datesOf('?to=2026-11-25')).toEqual(each('2026-11-12', '2026-11-25'))
    expect(await datesOf('?from=2026-11-20')).toEqual(each('2026-11-20', '2026-11-26'))
    expect(await datesOf('?from=2026-11-28')).toEqual(each('2026-11-28', '2026-11-28'))
  })

  test('stay those of the first page on later ones, though the next date begins in between', async () => {
    server.now = Date.parse('2026-11-25T10:59Z')
    for (const query of ['', '&from=2026-11-13']) {
      const first = (await get(`users?limit=1${query}`)).json()
      expect(first).toMatchObject({ to: '2026-11-26', users: [{}] })
      server.now = Date.parse('2026-11-27T10:59Z')
      const second = (await get(`users?limit=1&cursor=${first.nextCursor}${query}`)).json()
      expect([second.from, second.to]).toEqual([first.from, first.to])
      expect((await get(`users?limit=1&cursor=${first.nextCursor}&to=2026-11-25`)).json()).toMatchObject({ to: '2026-11-25' })
      server.now = Date.parse('2026-11-25T10:59Z')
    }
  })

  test('give nothing away of whom was erased', async () => {
    server.now = Date.parse('2026-11-26T11:30Z')
    expect(await datesOf()).toEqual(each('2026-11-14', '2026-11-27'))
    await server.change({ networkId: 'acme', change: 'erase', userId: 'erased', at: server.now })
    expect(await datesOf()).toEqual(each('2026-11-13', '2026-11-26'))
  })

  test('are unknown while the store does not answer', async () => {
    server.beforeQuery = () => Promise.reject(new Error('connection lost'))
    for (const path of paths) expect((await get(path)).json()).toMatchObject({ status: 503, code: 'unavailable' })
  })
})
