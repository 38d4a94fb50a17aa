import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isThorough, rounds } from '../rounds.ts'
import type { ServiceProcess } from './service-process.ts'
import { canRunStack } from './temporary-stack.ts'
import { TestSystem } from './test-system.ts'

const clientCount = 6

interface Sent {
  readonly userId: string
  readonly sentAt: number
  answeredAt: number
}

describe.runIf(canRunStack())('switching tracking', () => {
  let system: TestSystem
  let ingests: ServiceProcess[]
  let token: string

  beforeAll(async () => {
    system = await TestSystem.startOnSharedBroker()
    ingests = [await system.startService('ingest'), await system.startService('ingest')]
    const stitchers = await Promise.all([1, 2, 3].map(() => system.startService('stitcher')))
    await Promise.all([...ingests, ...stitchers].map((service) => service.ready()))
    token = await system.tokenFor(['acme', 'other'])
  })
  afterAll(async () => {
    await system?.stop()
  })

  const send = async (ingest: ServiceProcess | undefined, method: string, path: string, body: object): Promise<Response> =>
    await fetch(`${ingest?.address}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  const switchTo = async (network: string, enabled: boolean, ingest = ingests[0]) => {
    const answer = await send(ingest, 'PUT', `/v1/networks/${network}/tracking`, { enabled })
    expect(answer.status).toBe(200)
  }

  test('stores nothing received after a switch-off was answered, with three stitchers at work and one frozen during it, and loses nothing after a switch-on', {
    timeout: 600_000,
  }, async () => {
    const sent: Sent[] = []
    let isStopped = false
    /** Between the events of a client. */
    let pauseMs = 20
    const clients = Array.from({ length: clientCount }, async (_, client) => {
      for (let count = 0; !isStopped; count++) {
        const one: Sent = { userId: `${client}-${count}`, sentAt: Date.now(), answeredAt: Number.POSITIVE_INFINITY }
        sent.push(one)
        const events = [{ networkId: 'acme', userId: one.userId, device: 'mobile', timeZone: 'Europe/Amsterdam', occurredAt: one.sentAt }]
        const answer = await send(ingests[count % 2], 'POST', '/v1/events', { events })
        expect(answer.status).toBe(202)
        await answer.text()
        one.answeredAt = Date.now()
        await setTimeout(pauseMs)
      }
    })
    const phases: { readonly enabled: boolean; readonly from: number; to: number }[] = []
    const stitchers = system.services.slice(2)
    for (let round = 0; round < rounds(1, 4); round++) {
      for (const enabled of [true, false]) {
        const frozen = stitchers[round % stitchers.length]
        if (!enabled) frozen?.signal('SIGSTOP')
        const asked = Date.now()
        for (const phase of phases.slice(-1)) phase.to = asked
        await switchTo('acme', enabled, ingests[round % 2])
        const from = Date.now()
        phases.push({ enabled, from, to: Number.POSITIVE_INFINITY })
        // However slow the machine is, there is something to look at in each phase.
        while (sent.filter(({ sentAt, answeredAt }) => sentAt > from && answeredAt < Date.now()).length < 120) await setTimeout(50)
        // Once it is woken after the group has given up on it, once before. Nothing but that happens meanwhile.
        pauseMs = 200
        if (!enabled) await setTimeout(round % 2 === 0 ? 7000 : 500)
        pauseMs = 20
        frozen?.signal('SIGCONT')
      }
    }
    isStopped = true
    await Promise.all(clients)
    await system.workedOff(180_000)
    const stored = new Set((await system.sessionParts()).map(({ userId }) => userId))
    // Sent and answered between the answer to one switch and the asking for the next: there is no doubt about these.
    const surely = (enabled: boolean) =>
      sent.filter(({ sentAt, answeredAt }) => phases.some((phase) => phase.enabled === enabled && phase.from < sentAt && answeredAt < phase.to))
    const [on, off] = [surely(true), surely(false)]
    console.log(`${sent.length} events, ${on.length} surely while on, ${off.length} surely while off, ${stored.size} stored`)
    expect(Math.min(on.length, off.length)).toBeGreaterThan(100)
    expect(off.filter(({ userId }) => stored.has(userId))).toEqual([])
    expect(on.filter(({ userId }) => !stored.has(userId))).toEqual([])
  })

  test('no event is lost between the answer to a switch-on and the next ledger read of another ingest', { timeout: 600_000 }, async () => {
    const [first, second] = ingests
    const event = (userId: string) => ({ networkId: 'other', userId, device: 'web', timeZone: 'Asia/Tokyo', occurredAt: Date.now() })
    // So that the second one has an opinion of the network, and a wrong one soon.
    const before = await send(second, 'POST', '/v1/events', { events: [event('before')] })
    expect(await before.json()).toMatchObject({ accepted: 0, dropped: { 'not-tracked': 1 }, pauseForSeconds: 300 })
    await switchTo('other', true, first)
    const after = await send(second, 'POST', '/v1/events', { events: [event('after')] })
    expect(await after.json()).toEqual({ accepted: 1, dropped: {}, rejected: [] })
    await system.workedOff(180_000)
    expect((await system.sessionParts()).filter(({ networkId }) => networkId === 'other').map(({ userId }) => userId)).toEqual(['after'])
  })

  // Every day `drill.test.ts` has ingest go on while ClickHouse refuses.
  if (isThorough)
    test('while ClickHouse is away events are taken in, and decided on when it is back', { timeout: 600_000 }, async () => {
      const event = (networkId: string) => ({ networkId, userId: 'meanwhile', device: 'web', timeZone: 'Asia/Tokyo', occurredAt: Date.now() })
      for (const weather of ['refusing', 'silent'] as const) {
        system.clickHouseProxy.weather = weather
        const answer = await send(ingests[0], 'POST', '/v1/events', { events: [event('other'), event('acme')] })
        expect([answer.status, await answer.json()]).toEqual([202, { accepted: 2, dropped: {}, rejected: [] }])
        if (weather === 'refusing') {
          // A stitcher that cannot get on is not ready, but nothing that a restart would help.
          const stitchers = system.services.slice(2)
          const statuses = async (path: string) => await Promise.all(stitchers.map(async ({ address }) => (await fetch(address + path)).status))
          await expect.poll(() => statuses('/readyz')).toContain(503)
          expect(await statuses('/healthz')).toEqual([200, 200, 200])
        }
        const refused = await send(ingests[0], 'PUT', '/v1/networks/acme/tracking', { enabled: true })
        expect(refused.status).toBe(503)
        expect(refused.headers.get('retry-after')).toBe('5')
        system.clickHouseProxy.weather = 'clear'
      }
      await system.workedOff(180_000)
      for (const service of system.services.slice(2)) await service.ready()
      const stored = (await system.sessionParts()).filter(({ userId }) => userId === 'meanwhile')
      expect(new Set(stored.map(({ networkId }) => networkId))).toEqual(new Set(['other']))
    })
})
