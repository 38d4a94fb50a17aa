import { parseString } from 'fast-csv'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { noon, QueryServer, tokenFor } from './query-server.ts'

const dayMs = 86_400_000
const at = (days: number, clock = '00:00') => Date.parse(`${date(days)}T${clock}Z`)
/** So many days after the date of `noon`. */
function date(days: number): string {
  return new Date(noon + days * dayMs).toISOString().slice(0, 10)
}
const instant = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00')
const stretch = (from: number, to: number) => ({ from: instant(from), to: to === noon ? null : instant(to) })

let server: QueryServer
beforeAll(async () => {
  server = await QueryServer.start()
  const acme = { networkId: 'acme' }
  await server.change(
    { ...acme, change: 'on', at: at(-30, '09:00') },
    { ...acme, change: 'off', at: at(-10, '17:00') },
    { ...acme, change: 'on', at: at(-8, '08:00') },
    // Other timeouts interrupt nothing.
    { ...acme, change: 'on', at: at(-6, '08:00'), inactivityTimeoutSeconds: { web: 60 } },
    { ...acme, change: 'retention', days: 20, at: at(-5) },
    { ...acme, change: 'erase', userId: 'erased', at: at(-7, '12:00') },
    { networkId: 'was-on', change: 'on', at: at(-4) },
    { networkId: 'was-on', change: 'off', at: at(-3) },
    { networkId: 'erased', change: 'on', at: at(-4) },
    { networkId: 'erased', change: 'erase', at: at(-1) },
    { networkId: 'ahead', change: 'on', at: noon + 2000 },
  )
})
afterEach(() => server.reset())
afterAll(() => server.stop())

/** What each answer says about the same dates. */
async function recorded(network: string, user: string, from: number, to: number) {
  const range = `from=${date(from)}&to=${date(to)}`
  const paths = [`users/${user}/days?${range}`, ...(from === to ? [`users/${user}/days/${date(from)}/sessions`] : [])]
  const get = async (path: string) => (await server.get(`/v1/networks/${network}/${path}`, tokenFor([network]))).json()
  const answers = await Promise.all(paths.map(get))
  const overviews = await Promise.all([`users?${range}`, `days?${range}`].map(get))
  const said = ({ recorded, recordedSince }: { recorded: unknown; recordedSince: unknown }) => ({ recorded, recordedSince })
  for (const answer of answers) expect(said(answer)).toEqual(said(answers[0]))
  expect(said(overviews[0])).toEqual(said(overviews[1]))
  return { user: said(answers[0]), network: said(overviews[0]) }
}

/** The rows of a file that are no activity, cut to what they say. */
async function unrecordedIn(path: string, network = 'acme') {
  const rows: Record<string, string>[] = []
  const { body } = await server.get(`/v1/networks/${network}/${path}`, tokenFor([network]))
  for await (const row of parseString<Record<string, string>, Record<string, string>>(body, { headers: true })) rows.push(row)
  return rows.flatMap((row) => {
    const isUnrecorded = row['device'] === 'not-recorded' || (row['not_recorded_from'] ?? '') !== ''
    return isUnrecorded ? [[row['started_at'] ?? row['not_recorded_from'], row['ended_at'] ?? row['not_recorded_to']]] : []
  })
}

test('of dates on which tracking was on throughout, everything is recorded', async () => {
  const { user, network } = await recorded('acme', 'anna', -3, -2)
  expect(user).toEqual({ recorded: [stretch(at(-4), at(0))], recordedSince: instant(noon - 20 * dayMs) })
  expect(network).toEqual(user)
})

test('a break in tracking is one, a change of timeouts is none, and what is being recorded has no end', async () => {
  const { user, network } = await recorded('acme', 'anna', -11, 5)
  expect(user.recorded).toEqual([stretch(at(-12), at(-10, '17:00')), stretch(at(-8, '08:00'), noon)])
  expect(network).toEqual(user)
  expect((await recorded('acme', 'anna', 3, 4)).user.recorded).toEqual([])
})

test('what is past retention was not recorded, as far as anybody can read', async () => {
  expect((await recorded('acme', 'anna', -30, -25)).user.recorded).toEqual([])
  expect((await recorded('acme', 'anna', -21, -19)).user.recorded).toEqual([stretch(noon - 20 * dayMs, at(-17))])
})

test('nor is what was erased, of the person or of the whole network, without a word of why', async () => {
  const { user, network } = await recorded('acme', 'erased', -9, -7)
  expect(user).toEqual({ recorded: [stretch(at(-7, '12:00') + 1, at(-5))], recordedSince: instant(at(-7, '12:00') + 1) })
  expect(network.recorded).toEqual([stretch(at(-10), at(-10, '17:00')), stretch(at(-8, '08:00'), at(-5))])
  expect((await recorded('erased', 'anna', -4, 0)).user).toEqual({ recorded: [stretch(at(-1) + 1, noon)], recordedSince: instant(at(-1) + 1) })
  const text = (await server.get(`/v1/networks/acme/users/erased/days`)).body
  expect(text).not.toMatch(/erase[^d]|erasure/)
})

test('a network that was never on, or is not yet, has no record; one that was switched off keeps the stretch of it', async () => {
  for (const network of ['unknown', 'ahead']) {
    expect((await recorded(network, 'anna', 0, 0)).user).toEqual({ recorded: [], recordedSince: null })
  }
  expect((await recorded('was-on', 'anna', -4, 0)).user).toEqual({ recorded: [stretch(at(-4), at(-3))], recordedSince: instant(at(-4)) })
})

test('one date, with the day before and after it, since dates are those of the place where somebody is', async () => {
  expect((await recorded('acme', 'anna', -10, -10)).user.recorded).toEqual(
    [stretch(at(-11), at(-10, '17:00')), stretch(at(-8, '08:00'), at(-8))].slice(0, 1),
  )
})

test('the files name what is not on record: by the clock of whom they are about, and in order', async () => {
  const range = `from=${date(-11)}&to=${date(1)}`
  await server.session('anna', new Date(at(-9, '09:00')).toISOString(), new Date(at(-9, '10:00')).toISOString())
  await server.session('ben', new Date(at(-7, '09:00')).toISOString(), new Date(at(-7, '10:00')).toISOString(), { timeZone: '+05:30' })
  const off = [new Date(at(-10, '17:00')), new Date(at(-8, '08:00'))]
  const utc = off.map((ms) => ms.toISOString().replace('Z', '+00:00'))
  // Nobody was seen: the reader's clock, or UTC.
  expect(await unrecordedIn(`users/anna/sessions.csv?${range}`)).toEqual([utc])
  expect(await unrecordedIn(`users/anna/sessions.csv?from=${date(-9)}&to=${date(-9)}&viewerTimeZone=Asia/Tokyo`)).toEqual([
    [`${date(-9)}T02:00:00.000+09:00`, `${date(-8)}T00:00:00.000+09:00`],
  ])
  expect(await unrecordedIn(`users/ben/sessions.csv?${range}`)).toEqual([[`${date(-10)}T22:30:00.000+05:30`, `${date(-8)}T13:30:00.000+05:30`]])
  expect(await unrecordedIn(`users/ben/sessions.csv?from=${date(-3)}&to=${date(-2)}`)).toEqual([])
  expect(await unrecordedIn(`users.csv?${range}`)).toEqual([utc])
  expect(await unrecordedIn(`days.csv?${range}`)).toEqual([utc])
  // Past retention, never on, off since then, erased, and to come.
  expect(await unrecordedIn(`users/anna/sessions.csv?from=${date(-30)}&to=${date(-25)}`)).toEqual([[instant(at(-30)), instant(at(-24))]])
  expect(await unrecordedIn(`users/anna/sessions.csv?from=${date(-1)}&to=${date(0)}`, 'unknown')).toEqual([[instant(at(-1)), instant(noon)]])
  expect(await unrecordedIn(`users.csv?from=${date(-4)}&to=${date(0)}`, 'was-on')).toEqual([[instant(at(-3)), instant(noon)]])
  expect(await unrecordedIn(`users/erased/sessions.csv?from=${date(-7)}&to=${date(-6)}`)).toEqual([[instant(at(-7)), instant(at(-7, '12:00') + 1)]])
  expect(await unrecordedIn(`users/anna/sessions.csv?from=${date(3)}&to=${date(4)}`)).toEqual([])
})
