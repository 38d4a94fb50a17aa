import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { readAllSessionParts } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { afterAll, expect, test } from 'vitest'
import { type Api, apiOf, end, startStandalone, temporaryFolder, tokenFor } from './standalone-process.ts'

const clientCount = 8
const rounds = 10

const dataFolder = temporaryFolder()
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }))

test('once a switch-off was answered no event sent later is stored, and once a switch-on was answered none is lost', async () => {
  const { child, address } = await startStandalone(dataFolder)
  const api = apiOf(address, await tokenFor(['acme']))
  const load = new Load(api)
  const clients = Array.from({ length: clientCount }, (_, index) => load.send(`client${index}`))
  const phases: { readonly enabled: boolean; readonly from: number; to: number }[] = []
  for (let round = 0; round < rounds; round++) {
    for (const enabled of [true, false]) {
      const asked = Date.now()
      for (const phase of phases.slice(-1)) phase.to = asked
      expect((await api.put('/v1/networks/acme/tracking', { enabled })).status).toBe(200)
      const from = Date.now()
      phases.push({ enabled, from, to: Number.POSITIVE_INFINITY })
      // However slow the machine is, there is something to look at in each phase.
      while (load.answeredSince(from) < 20) await setTimeout(20)
    }
  }
  load.stop()
  await Promise.all(clients)
  expect(await end(child)).toBe(0)

  const stored = new Set<string>()
  const store = await openEmbeddedStore(join(dataFolder, 'clickhouse'))
  for await (const parts of readAllSessionParts(store)) for (const { userId } of parts) stored.add(userId)
  await store.close()

  // Sent and answered between the answer to one switch and the asking for the next: there is no doubt about these.
  const surely = (enabled: boolean) =>
    load.sent.filter(({ sentAt, answeredAt }) => phases.some((phase) => phase.enabled === enabled && phase.from < sentAt && answeredAt < phase.to))
  const off = surely(false)
  const on = surely(true)
  console.log(`${load.sent.length} events, ${on.length} surely while on, ${off.length} surely while off, ${stored.size} stored`)
  expect(on.length).toBeGreaterThan(100)
  expect(off.length).toBeGreaterThan(100)
  expect(off.filter(({ userId }) => stored.has(userId))).toEqual([])
  expect(on.filter(({ userId }) => !stored.has(userId))).toEqual([])
})

/** Clients at full speed; each event is of a user of its own. */
class Load {
  readonly sent: { readonly userId: string; readonly sentAt: number; answeredAt: number }[] = []
  readonly #api: Api
  #isStopped = false

  constructor(api: Api) {
    this.#api = api
  }

  async send(name: string): Promise<void> {
    for (let count = 0; !this.#isStopped; count++) {
      const event = { userId: `${name}-${count}`, sentAt: Date.now(), answeredAt: Number.POSITIVE_INFINITY }
      this.sent.push(event)
      const { userId, sentAt } = event
      const events = [{ networkId: 'acme', userId, device: 'mobile', timeZone: 'Europe/Amsterdam', occurredAt: sentAt }]
      expect((await this.#api.post('/v1/events', { events })).status).toBe(202)
      event.answeredAt = Date.now()
    }
  }

  answeredSince(instant: number): number {
    return this.sent.filter(({ sentAt, answeredAt }) => sentAt > instant && answeredAt < Date.now()).length
  }

  stop(): void {
    this.#isStopped = true
  }
}
