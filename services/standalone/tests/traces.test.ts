import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Store } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, apiOf, end, type StandaloneProcess, startStandalone, temporaryFolder, tokenFor, tokenSecret } from './standalone-process.ts'

// Unlike anything that is in a file for another reason.
const secret = 'Keizersgracht-617-lunch-with-Zoë'
const user = 'anna-of-the-fourth-floor'

const dataFolder = temporaryFolder()
let standalone: StandaloneProcess
let api: Api
beforeAll(async () => {
  // No sweep by the clock, so that what goes, went without one.
  standalone = await startStandalone(dataFolder, { STITCHLOG_ROLLUP_CRON: '0 0 29 2 *', STITCHLOG_LOG_LEVEL: 'debug' })
  api = apiOf(standalone.address, await tokenFor(['acme', 'off']))
})
afterAll(async () => {
  await end(standalone.child)
  rmSync(dataFolder, { recursive: true, force: true })
})

/** What the database has once the process has ended. */
async function withStore<T>(look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openEmbeddedStore(join(dataFolder, 'clickhouse'))
  try {
    return await look(store)
  } finally {
    await store.close()
  }
}

async function contentOf(store: Store): Promise<string> {
  const rows = await store.queries.selectRows<[string]>(`SELECT name FROM system.tables WHERE database = currentDatabase() AND engine != 'View'`)
  let content = ''
  for (const [table] of rows) {
    const rows = await store.queries.selectRows(`SELECT * FROM ${table}`, { settings: ['apply_deleted_mask = 0'] })
    content += JSON.stringify(rows)
  }
  return content
}

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))

test('of an event nothing is kept but the six things that count; of a person nothing is logged; what is erased is deleted before the next sweep', async () => {
  await api.put('/v1/networks/acme/tracking', { enabled: true })
  await setTimeout(5)
  const beat = { networkId: 'acme', userId: user, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: Date.now() }
  const more = { location: secret, text: { body: secret }, [secret]: 1 }
  const answer = await fetch(`${standalone.address}/v1/events?at=${encodeURIComponent(secret)}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenFor(['acme', 'off'])}`,
      'content-type': 'application/json',
      'user-agent': encodeURIComponent(secret),
      'x-forwarded-for': encodeURIComponent(secret),
      referer: encodeURIComponent(secret),
    },
    body: JSON.stringify({
      note: secret,
      events: [
        { ...beat, ...more },
        { ...beat, userId: 'ben', ...more },
        { ...beat, networkId: 'off', ...more },
        { ...beat, device: secret },
        { ...beat, timeZone: secret },
        { ...beat, userId: `${secret}\n` },
      ],
    }),
  })
  expect(await answer.json()).toMatchObject({ accepted: 2, dropped: { 'not-tracked': 1 }, rejected: [{}, {}, {}] })
  expect((await api.get(`/v1/networks/acme/users/${user}/days`)).status).toBe(200)
  expect((await api.get(`/v1/networks/acme/users/${user}/days?from=${encodeURIComponent(secret)}`)).status).toBe(400)
  expect((await api.get(`/v1/networks/acme/users/${user}/sessions.csv`)).status).toBe(200)
  expect((await api.get(`/v1/networks/acme/users?search=${encodeURIComponent(secret)}`)).status).toBe(200)
  expect((await api.delete('/v1/networks/acme/users/ben/activity')).status).toBe(202)
  await expect.poll(async () => (await api.get('/metrics')).text()).toMatch(/^stitchlog_erasures_waiting 0$/m)
  // It finishes the deletion that it is about.
  expect(await end(standalone.child)).toBe(0)

  const { output } = standalone
  expect(output()).toContain('erased')
  for (const trace of [secret, encodeURIComponent(secret), user, 'ben', tokenSecret]) expect(output()).not.toContain(trace)

  const content = await withStore(contentOf)
  expect(content).toContain(user)
  for (const trace of [secret, encodeURIComponent(secret)]) {
    expect(content).not.toContain(trace)
    expect(filesOf(dataFolder).filter((file) => file.includes(trace))).toEqual([])
  }
  const spansOf = (userId: string) =>
    withStore(async ({ queries }) => {
      const rows = await queries.selectRows(`SELECT 1 FROM session_spans WHERE user_id = '${userId}'`)
      return rows.length
    })
  expect([await spansOf(user), await spansOf('ben')]).toEqual([1, 0])
})
