import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { signToken } from '@stitchlog/http-kit'
import { insertSpans } from '@stitchlog/store'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { expect, test } from 'vitest'
import { runInTurn } from '../../../tests/run-command.ts'
import { openDataFolder } from '../data-folder.ts'
import { apiOf, end, startStandalone, temporaryFolder, tokenFor, tokenSecret } from './standalone-process.ts'

const minuteMs = 60_000

test('networks, retention and erasure, over the API; the overview of what was there is there after a start', async () => {
  const dataFolder = temporaryFolder()
  try {
    const first = await startStandalone(dataFolder)
    const api = apiOf(first.address, await tokenFor(['acme', 'empty']))
    await api.put('/v1/networks/acme/tracking', { enabled: true })
    await setTimeout(5)
    const at = Date.now()
    const beat = (userId: string, occurredAt: number) => ({ networkId: 'acme', userId, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt })
    await api.post('/v1/events', { events: [beat('anna', at), beat('ben', at), beat('ben', at + 1000)] })
    expect(await end(first.child)).toBe(0)

    // No run but the one at its start.
    const second = await startStandalone(dataFolder, { STITCHLOG_ROLLUP_CRON: '0 0 29 2 *' })
    const again = apiOf(second.address, await tokenFor(['acme', 'empty']))
    const users = async () => (await json(again.get('/v1/networks/acme/users'))) as { users: { userId: string }[] }
    await expect.poll(users).toMatchObject({ users: [{ userId: 'ben', sessionCount: 1 }, { userId: 'anna' }] })
    expect(await json(again.get('/v1/networks/acme/days'))).toMatchObject({ days: [{ activeUsers: 2 }] })
    const metrics = async () => await (await again.get('/metrics')).text()
    await expect.poll(metrics).toMatch(/^stitchlog_rollup_runs_total{kind="full",outcome="finished"} 1$/m)
    expect(await json(again.get('/v1/networks/empty/users'))).toMatchObject({ users: [], nextCursor: null })

    expect((await again.put('/v1/networks/acme/retention', { days: 0 })).status).toBe(400)
    expect(await json(again.put('/v1/networks/acme/retention', { days: 30 }))).toEqual({ retentionDays: 30 })
    expect(await json(again.get('/v1/networks/acme/tracking'))).toMatchObject({ retentionDays: 30 })
    const past = await again.post('/v1/events', { events: [beat('anna', at - 31 * 24 * 60 * minuteMs)] })
    expect(await json(Promise.resolve(past))).toMatchObject({ dropped: { expired: 1 } })

    const erasure = await again.delete('/v1/networks/acme/activity?everyone=true')
    expect(erasure.status).toBe(202)
    expect(await json(Promise.resolve(erasure))).toMatchObject({ erasedAt: expect.any(String), goneBy: expect.any(String) })
    expect((await users()).users).toEqual([])
    expect(await json(again.get('/v1/networks/acme/users/anna/days'))).toMatchObject({ days: [] })
    // An offline device brings nothing back.
    expect(await json(again.post('/v1/events', { events: [beat('anna', at + 1)] }))).toMatchObject({ accepted: 0, dropped: { erased: 1 } })
    expect(await json(again.get('/v1/networks/acme/users/anna/days'))).toMatchObject({ days: [] })

    const log = (await json(again.get('/v1/networks/acme/access-log'))) as { entries: { kind: string; reader: string; userId: string | null }[] }
    expect(log.entries.find(({ kind }) => kind === 'erasure')).toMatchObject({ reader: 'tester', userId: null })
    const mine = await signToken(tokenSecret, { subject: 'anna', networks: ['acme'], scopes: ['activity:self'], expiresInSeconds: 60 }, Date.now())
    expect(await json(apiOf(second.address, mine).get('/v1/me/access-log'))).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ kind: 'days', userId: 'anna', reader: 'tester' })]),
    })
    expect(await end(second.child)).toBe(0)
  } finally {
    rmSync(dataFolder, { recursive: true, force: true })
  }
})

test('npm run rollup computes by hand, and verifies', async () => {
  const dataFolder = temporaryFolder()
  try {
    const store = await openDataFolder(dataFolder)
    const at = Date.now()
    const zone = findTimeZone('Etc/UTC')
    if (zone === undefined) throw new Error('Etc/UTC is a time zone')
    await insertSpans(store, [spanOf({ networkId: 'acme', userId: 'anna', device: 'web', zone, at, periodStart: at, timeoutMs: minuteMs })])
    await store.close()

    const verify = [...range, '--verify']
    const [before, other, still, own, after, misused] = inTurn({ STITCHLOG_DATA_DIR: dataFolder }, [
      verify,
      [...range, '--network', 'other'],
      verify,
      [...range, '--network', 'acme'],
      verify,
      ['--from', '2020-01-01'],
    ])
    expect(before).toMatchObject({ status: 1, stdout: [expect.any(String), expect.stringContaining('1 difference from')] })
    expect(JSON.parse(before?.stdout[0] ?? '')).toMatchObject({ networkId: 'acme', userId: 'anna', kind: 'missing' })
    expect([other?.status, still?.status, own?.status]).toEqual([0, 1, 0])
    expect(after).toMatchObject({ status: 0, stdout: [expect.stringContaining('user_days says what sessions says')] })
    expect(misused).toMatchObject({ status: 1, stderr: expect.stringContaining('usage: npm run rollup') })
  } finally {
    rmSync(dataFolder, { recursive: true, force: true })
  }
})

const range = ['--from', '2020-01-01', '--to', '2099-12-31']

/** Runs of the command in one process: most of what one costs is its start. */
function inTurn(environment: Record<string, string>, commands: readonly (readonly string[])[]) {
  const outcomes = runInTurn(
    join(import.meta.dirname, '../../commands/rollup-main.ts'),
    commands.map((args) => ({ args, environment: { STITCHLOG_TOKEN_SECRET: tokenSecret, ...environment } })),
  )
  return outcomes.map(({ status, stdout, stderr }) => ({ status, stdout: stdout.trim().split('\n'), stderr }))
}

test('npm run rollup says in one line where there is nothing to roll up', async () => {
  const empty = temporaryFolder()
  try {
    const [ofFolder] = inTurn({ STITCHLOG_DATA_DIR: join(empty, 'dat') }, [[...range, '--verify']])
    expect(ofFolder).toMatchObject({ status: 1, stderr: `rollup: there is no database in ${join(empty, 'dat')}\n` })
    expect(existsSync(join(empty, 'dat'))).toBe(false)
    const [ofServer] = inTurn({ CLICKHOUSE_URL: 'http://127.0.0.1:1' }, [[...range, '--verify']])
    expect(ofServer).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^rollup: cannot reach ClickHouse at http:\/\/127\.0\.0\.1:1 .*ECONNREFUSED.*\n$/),
    })
  } finally {
    rmSync(empty, { recursive: true, force: true })
  }
})

async function json(response: Promise<Response>): Promise<unknown> {
  return await (await response).json()
}
