import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { signToken } from '@stitchlog/http-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { awakeMsOf } from '../../../tests/awake-ms.ts'
import { type Api, apiOf, end, type StandaloneProcess, startStandalone, temporaryFolder, tokenSecret } from './standalone-process.ts'

const hourMs = 3_600_000
/** Beyond what a call may wait for the ledger, for a machine that is busy. Asked so often, the service has answered something else that many times by then. */
const [soonMs, askEveryMs] = [3000, 50]

const folder = temporaryFolder()
const clockFile = join(folder, 'clock')
const setClock = (offsetMs: number) => writeFileSync(clockFile, String(offsetMs))
let start: () => Promise<StandaloneProcess>
let standalone: StandaloneProcess
let api: Api

beforeAll(async () => {
  setClock(0)
  const preload = join(import.meta.dirname, '../../../tests/set-clock.ts')
  start = () => startStandalone(join(folder, 'data'), { CLOCK_OFFSET_FILE: clockFile, NODE_OPTIONS: `--import=${preload}` })
  standalone = await start()
  const scopes = ['activity:relay', 'activity:read', 'activity:manage'] as const
  const grant = { subject: 'tester', networks: ['ahead', 'right', 'never', 'jump'], scopes, expiresInSeconds: 12 * 3600 }
  api = apiOf(standalone.address, await signToken(tokenSecret, grant, Date.now()))
})
afterAll(async () => {
  await end(standalone.child, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** What a call answers, which it does soon: by the pace of the service, since a clock goes on while a machine stands still. */
async function answer(call: Promise<Response>): Promise<Record<string, unknown> & { readonly status: number }> {
  let isAnswered = false
  const answered = call
    .then(async (response) => ({ ...(JSON.parse(await response.text()) as Record<string, unknown>), status: response.status }))
    .finally(() => {
      isAnswered = true
    })
  let others = 0
  for (; !isAnswered; others++) {
    await fetch(`${standalone.address}/healthz`)
    await Promise.race([answered, setTimeout(askEveryMs)])
  }
  expect(others).toBeLessThan(soonMs / askEveryMs)
  return await answered
}
const send = (networkId: string, userId = 'anna', occurredAt = Date.now()) =>
  answer(api.post('/v1/events', { events: [{ networkId, userId, device: 'web', timeZone: 'Etc/UTC', occurredAt }] }))
const switchTo = (networkId: string, enabled: boolean) => answer(api.put(`/v1/networks/${networkId}/tracking`, { enabled }))

test('a clock that was an hour ahead at a switch holds nothing up: the answers tell from when they count, and other networks see nothing of it', async () => {
  expect(await switchTo('right', true)).toMatchObject({ status: 200, enabled: true })
  setClock(hourMs)
  const on = await switchTo('ahead', true)
  expect(on).not.toHaveProperty('countsFrom')
  setClock(0)

  const at = Date.parse(String((on['changes'] as { at: string }[])[0]?.at))
  const instant = (ms: number) => new Date(at + ms).toISOString().replace('Z', '+00:00')
  expect(await switchTo('ahead', false)).toMatchObject({
    status: 200,
    enabled: false,
    since: null,
    countsFrom: instant(1),
    changes: [
      { change: 'on', at: instant(0) },
      { change: 'off', at: instant(1) },
    ],
  })
  expect(await answer(api.put('/v1/networks/ahead/retention', { days: 30 }))).toEqual({ status: 200, retentionDays: 30, countsFrom: instant(2) })
  expect(await answer(api.delete('/v1/networks/ahead/users/anna/activity'))).toMatchObject({ status: 202, erasedAt: instant(3) })
  // Of the newest change of the list, which is the retention's.
  expect(await answer(api.get('/v1/networks/ahead/tracking'))).toMatchObject({ status: 200, enabled: false, countsFrom: instant(2) })
  expect(await answer(api.get('/v1/networks/ahead/users/anna/days'))).toMatchObject({ status: 200, days: [] })

  expect(await send('never')).toMatchObject({ status: 202, accepted: 0, dropped: { 'not-tracked': 1 }, pauseForSeconds: 300 })
  expect(await send('right')).toMatchObject({ status: 202, accepted: 1 })
  const others = await Promise.all([
    switchTo('right', false),
    answer(api.put('/v1/networks/right/retention', { days: 60 })),
    answer(api.delete('/v1/networks/right/users/ben/activity')),
    answer(api.get('/v1/networks/right/users/anna/days')),
    answer(api.get('/v1/networks/never/tracking')),
  ])
  expect(others.map(({ status }) => status)).toEqual([200, 200, 202, 200, 200])
  for (const other of others) expect(other).not.toHaveProperty('countsFrom')

  const ready = await api.get('/readyz')
  expect(ready.status).toBe(200)
  const seconds = Number(/ahead of this clock by (\d+) s/.exec(await ready.text())?.[1])
  expect(seconds).toBeGreaterThan(3500)
  expect(seconds).toBeLessThanOrEqual(3600)
  const metric = /^stitchlog_ledger_ahead_seconds (\S+)$/m.exec(await (await api.get('/metrics')).text())?.[1]
  expect(Math.abs(Number(metric) - seconds)).toBeLessThan(10)
})

test('a clock that is set back by 2 s, set forward, or jumps in the middle of calls: all are answered soon, in order', async () => {
  expect(await switchTo('jump', true)).toMatchObject({ enabled: true })
  setClock(-2000)
  expect(await switchTo('jump', false)).toMatchObject({ status: 200 })
  for (const offsetMs of [hourMs, 0, -hourMs, 2 * hourMs, 0]) {
    const calls = [switchTo('jump', true), switchTo('jump', false), send('jump'), send('right'), answer(api.get('/v1/networks/jump/tracking'))]
    await setTimeout(1)
    setClock(offsetMs)
    const statuses = (await Promise.all(calls)).map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 202, 202, 200])
  }
  const { changes } = await answer(api.get('/v1/networks/jump/tracking'))
  const switches = changes as { change: string; at: string }[]
  expect(switches.map(({ at }) => at)).toEqual([...new Set(switches.map(({ at }) => at))].sort())
  // No two of a kind: each of them changed something.
  for (const [index, { change }] of switches.entries()) expect(change).toBe(index % 2 === 0 ? 'on' : 'off')
})

test('the process ends at once when it is asked to, and begins again, though the ledger is ahead', async () => {
  setClock(0)
  const tookMs = await awakeMsOf(async () => expect(await end(standalone.child)).toBe(0))
  expect(tookMs).toBeLessThan(5000)
  standalone = await start()
  const readiness = await fetch(`${standalone.address}/readyz`)
  expect([readiness.status, await readiness.text()]).toEqual([200, expect.stringContaining('ahead of this clock')])
})
