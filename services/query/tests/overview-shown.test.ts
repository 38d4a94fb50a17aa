import { emptySuperfluousUserDays } from '@stitchlog/store'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { QueryServer, tokenFor } from './query-server.ts'

const retentionMs = 400 * 86_400_000

let server: QueryServer

beforeAll(async () => {
  server = await QueryServer.start()
})
afterAll(() => server.stop())
afterEach(() => server.reset())

/** Whom each of the four answers of a network shows: users by id, days by date and number of users. */
async function shownOf(network: string, query = '') {
  const get = (what: string) => server.get(`/v1/networks/${network}/${what}${query}`, tokenFor([network]))
  const rows = async (what: string) =>
    (await get(what)).body
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .filter((row) => row.endsWith(',,'))
  const { users } = (await get('users')).json<{ users: { userId: string }[] }>()
  const { days } = (await get('days')).json<{ days: { date: string; activeUsers: number }[] }>()
  return {
    users: users.map(({ userId }) => userId),
    days: days.map(({ date, activeUsers }) => `${date},${activeUsers}`),
    usersCsv: (await rows('users.csv')).map((row) => row.split('"')[1]),
    daysCsv: (await rows('days.csv')).map((row) => row.split(',').slice(0, 2).join()),
  }
}

const everywhere = (users: readonly string[], days: readonly string[]) => ({ users, days, usersCsv: users, daysCsv: days })
const nobody = everywhere([], [])

describe('the overview, as JSON and as CSV', () => {
  test('stops at retention, to the millisecond', async () => {
    const network = 'expiring'
    await server.switchOn(network)
    const start = Date.parse('2025-06-10T09:00Z')
    await server.session('a', '2025-06-10T09:00Z', '2025-06-10T10:00Z', { networkId: network })
    await server.session('b', '2025-06-11T09:00Z', '2025-06-11T09:30Z', { networkId: network })
    await server.rollUp()
    const range = '?from=2025-06-01&to=2025-06-30'
    server.now = start + retentionMs
    expect(await shownOf(network, range)).toEqual(everywhere(['a', 'b'], ['2025-06-11,1', '2025-06-10,1']))
    server.now = start + retentionMs + 1
    expect(await shownOf(network, range)).toEqual(everywhere(['b'], ['2025-06-11,1']))
    server.now = start + retentionMs + 86_400_001
    expect(await shownOf(network, range)).toEqual(nobody)
  })

  test.each([
    ['a user', 'user-erased', { userId: 'a' }],
    ['the network', 'network-erased', {}],
  ])('hides what begins at the very instant up to which %s is erased, and no later', async (_what, network, whose) => {
    await server.switchOn(network)
    const at = Date.parse('2026-11-24T09:00Z')
    await server.session('a', '2026-11-24T09:00:00.000Z', '2026-11-24T10:00Z', { networkId: network })
    await server.rollUp()
    await server.change({ networkId: network, change: 'erase', at: at - 1, ...whose })
    expect(await shownOf(network)).toEqual(everywhere(['a'], ['2026-11-24,1']))
    await server.change({ networkId: network, change: 'erase', at, ...whose })
    expect(await shownOf(network)).toEqual(nobody)
  })

  test('passes over rows whose sessions are no more', async () => {
    const network = 'emptied'
    await server.switchOn(network)
    await server.session('stays', '2026-11-24T09:00+01:00', '2026-11-24T09:10+01:00', { networkId: network })
    await server.rollUp()
    // Of sessions that nothing is stored of, one of them in the next date.
    const columns = ['network_id', 'user_id', 'local_date', 'session_count', 'first_at', 'last_at', 'last_time_zone']
    const rows = ['2026-11-24', '2026-11-26'].map(
      (date) => `${network}\tgone\t${date}\t1\t2026-11-24 08:00:00.000\t2026-11-24 08:05:00.000\tEurope/Amsterdam\n`,
    )
    for (const row of rows) await server.store.insertRows('user_days', columns, Buffer.from(row))
    expect(await shownOf(network)).toEqual(everywhere(['stays', 'gone'], ['2026-11-26,1', '2026-11-24,2']))
    const piece = { from: '2026-11-01', to: '2026-11-30', networkId: network, chunk: 0, chunkCount: 1 }
    await emptySuperfluousUserDays(server.store, piece, Date.now())
    expect(await shownOf(network)).toEqual(everywhere(['stays'], ['2026-11-24,1']))
    expect((await server.get(`/v1/networks/${network}/users`, tokenFor([network]))).json()).toMatchObject({ to: '2026-11-25' })
  })
})
