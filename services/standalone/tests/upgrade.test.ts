import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Api, apiOf, end, type StandaloneProcess, startStandalone, temporaryFolder, tokenFor } from './standalone-process.ts'

/*
 * `first-version/data.tar.gz` is the database of the first version that had a distributed form (commit 580a9b2, migrations 0001 to 0004), as its standalone
 * process wrote it on 2026-11-26; `answers.json` is what that process answered about it then. Nobody may make either of them anew with a later version.
 */
const made = join(import.meta.dirname, 'first-version')
const answers: Record<string, Answer> = JSON.parse(readFileSync(join(made, 'answers.json'), 'utf8'))

/** What the first version said of a user's days, of the sessions of a day, or of the tracking of a network. */
interface Answer {
  readonly days?: readonly { readonly date: string; readonly sessionCount: number; readonly timeZones: readonly string[] }[]
  readonly sessions?: readonly Record<string, unknown>[]
  readonly enabled?: boolean
}

/** Its activity must not be past retention, whenever this runs. */
const environment = { STITCHLOG_RETENTION_DAYS: '36500' }

/** Later versions show instants to the second of the clock, and say more. */
const toTheSecond = (instant: unknown) => String(instant).replace(/\.\d{3}(?=[+-])/, '')
const essence = ({ days, sessions, enabled }: Answer) => ({
  days: days?.map(({ date, sessionCount, timeZones }) => ({ date, sessionCount, timeZones })),
  sessions: sessions?.map(({ device, timeZone, startedAt, endedAt }) => [device, timeZone, toTheSecond(startedAt), toTheSecond(endedAt)]),
  enabled,
})

describe('a database of the first version', () => {
  const dataFolder = temporaryFolder()
  let standalone: StandaloneProcess
  let api: Api

  beforeAll(async () => {
    mkdirSync(dataFolder, { recursive: true })
    execFileSync('tar', ['-xzf', join(made, 'data.tar.gz'), '-C', dataFolder])
    standalone = await startStandalone(dataFolder, environment)
    api = apiOf(standalone.address, await tokenFor(['acme', 'left']))
  })
  afterAll(async () => {
    await end(standalone.child)
    rmSync(dataFolder, { recursive: true, force: true })
  })

  test.each(Object.keys(answers))('is understood, while new events come: %s', async (path) => {
    const event = { networkId: 'acme', userId: 'new', device: 'web', timeZone: 'Etc/UTC', occurredAt: Date.now() }
    const [sent, response] = await Promise.all([api.post('/v1/events', { events: [event] }), api.get(`/v1/${path}`)])
    expect([sent.status, response.status]).toEqual([202, 200])
    expect(await sent.json()).toMatchObject({ accepted: 1 })
    const before = answers[path]
    if (before === undefined) throw new Error('every path has an answer')
    expect(essence(JSON.parse(await response.text()))).toEqual(essence(before))
  })

  test('has an overview, which that version did not have, without those who were erased', async () => {
    await vi.waitFor(
      async () => {
        const response = await api.get('/v1/networks/acme/users?from=2026-11-25&to=2026-11-28')
        expect(await response.json()).toMatchObject({
          users: expect.arrayContaining([expect.objectContaining({ userId: 'anna' }), expect.objectContaining({ userId: 'björn ünlü' })]),
        })
      },
      { timeout: 120_000, interval: 200 },
    )
    const erased = await api.get('/v1/networks/acme/users?from=2026-11-25&to=2026-11-28&search=erased')
    expect(await erased.json()).toMatchObject({ users: [] })
  })
})
