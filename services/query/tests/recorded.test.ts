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
