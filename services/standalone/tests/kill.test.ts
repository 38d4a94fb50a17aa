import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { readAllSessionParts } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { afterAll, expect, test } from 'vitest'
import { rounds } from '../../../tests/rounds.ts'
import { type Api, apiOf, end, startStandalone, temporaryFolder, tokenFor } from './standalone-process.ts'

const killCount = rounds(3, 20)
const clientCount = 8
const eventsPerRequest = 20

const dataFolder = temporaryFolder()
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }))

test(`what was answered with 202 survives ${killCount} times kill -9 under load, nothing twice and nothing else`, { timeout: 600_000 }, async () => {
  const token = await tokenFor(['acme'])
  const clients = Array.from({ length: clientCount }, (_, index) => new Client(`client${index}`))
  const answeredCount = () => clients.reduce((count, { answered }) => count + answered.length, 0)
  for (let round = 0; round < killCount; round++) {
    const { child, address } = await startStandalone(dataFolder)
    const api = apiOf(address, token)
    if (round === 0) expect((await api.put('/v1/networks/acme/tracking', { enabled: true })).status).toBe(200)
    const before = answeredCount()
    const sending = clients.map((client) => client.sendUntilItFails(api))
    // On a busy machine that may be before anything is answered, so every other kill waits for that.
    if (round % 2 === 0) while (answeredCount() === before && child.exitCode === null) await setTimeout(5)
    await setTimeout(20 + Math.random() * 500)
    await end(child, 'SIGKILL')
    await Promise.all(sending)
  }
  const { child } = await startStandalone(dataFolder)
  expect(await end(child)).toBe(0)

  const sent = new Map(clients.flatMap((client) => [...client.sent]))
  const answered = clients.flatMap((client) => client.answered)
  const stored = new Map<string, number>()
  const store = await openEmbeddedStore(join(dataFolder, 'clickhouse'))
  for await (const parts of readAllSessionParts(store)) {
    for (const { userId, startedAt, endedAt } of parts) {
      expect(stored.has(userId), 'no session twice').toBe(false)
      expect([startedAt, endedAt], 'stored as sent').toEqual([sent.get(userId), sent.get(userId)])
      stored.set(userId, startedAt)
    }
  }
  await store.close()
  console.log(`${answered.length} events answered, ${stored.size} stored, ${sent.size} sent`)
  expect(answered.length).toBeGreaterThanOrEqual((killCount / 2) * eventsPerRequest)
  expect(answered.filter((userId) => !stored.has(userId))).toEqual([])
})

/** Sends events without a break, each of a user of its own. */
class Client {
  readonly #name: string
  /** When the event of a user occurred. */
  readonly sent = new Map<string, number>()
  readonly answered: string[] = []

  constructor(name: string) {
    this.#name = name
  }

  async sendUntilItFails(api: Api): Promise<void> {
    for (;;) {
      const occurredAt = Date.now()
      const userIds = Array.from({ length: eventsPerRequest }, (_, index) => `${this.#name}-${this.sent.size + index}`)
      for (const userId of userIds) this.sent.set(userId, occurredAt)
      const events = userIds.map((userId) => ({ networkId: 'acme', userId, device: 'web', timeZone: 'Etc/UTC', occurredAt }))
      const response = await api.post('/v1/events', { events }).catch(() => undefined)
      const body = await response?.text().catch(() => undefined)
      if (response === undefined || body === undefined) return
      expect([response.status, JSON.parse(body)]).toEqual([202, { accepted: eventsPerRequest, dropped: {}, rejected: [] }])
      this.answered.push(...userIds)
    }
  }
}
