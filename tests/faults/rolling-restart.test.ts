// Shorter, in `npm test`: packages/http-kit/tests/closing.test.ts, services/stitcher/tests/stitcher.property.test.ts, tests/distributed/drill.test.ts
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceProcess } from '../distributed/service-process.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'
import { TestSystem } from '../distributed/test-system.ts'

describe.runIf(canRunStack())('a rolling restart', () => {
  let system: TestSystem
  let ingests: ServiceProcess[]
  let queries: ServiceProcess[]
  let others: ServiceProcess[]
  let token: string

  beforeAll(async () => {
    system = await TestSystem.start()
    ingests = [await system.startService('ingest'), await system.startService('ingest')]
    queries = [await system.startService('query'), await system.startService('query')]
    others = [...(await Promise.all([1, 2].map(() => system.startService('stitcher')))), await system.startService('rollup')]
    await Promise.all([...ingests, ...queries, ...others].map((service) => service.ready()))
    token = await system.tokenFor(['acme'])
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = await fetch(`${ingests[0]?.address}/v1/networks/acme/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
    expect(answer.status).toBe(200)
  })
  afterAll(async () => {
    await system?.stop()
  })

  /** Asks the one process, and the other where that does not take the connection; what else a load balancer does. */
  async function ask(services: readonly ServiceProcess[], path: string, body?: object): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const service = services[attempt % services.length]
      try {
        return await fetch(`${service?.address}${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      } catch (error) {
        if (attempt >= services.length * 2) throw error
      }
    }
  }

  test('of every service under load loses nothing, and every request is answered by one of two processes', { timeout: 600_000 }, async () => {
    const sent: string[] = []
    const statuses = new Map<string, number>()
    let isStopped = false
    const load = Array.from({ length: 4 }, async (_, client) => {
      for (let count = 0; !isStopped; count++) {
        const userId = `${client}-${count}`
        const events = [{ networkId: 'acme', userId, device: 'mobile', timeZone: 'Europe/Amsterdam', occurredAt: Date.now() }]
        const order = count % 2 === 0 ? ingests : ingests.toReversed()
        const posted = await ask(order, '/v1/events', { events })
        const read = await ask(count % 2 === 0 ? queries : queries.toReversed(), '/v1/networks/acme/users/0-0/days')
        await read.text()
        for (const status of [`post ${posted.status}`, `read ${read.status}`]) statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (JSON.parse(await posted.text()).accepted === 1) sent.push(userId)
        await setTimeout(150)
      }
    })
    for (const service of system.services) await service.restart()
    isStopped = true
    await Promise.all(load)
    await system.workedOff(180_000)
    expect([...statuses.keys()].sort()).toEqual(['post 202', 'read 200'])
    expect(sent.length).toBeGreaterThan(50)
    const stored = new Set((await system.sessionParts()).map(({ userId }) => userId))
    expect(sent.filter((userId) => !stored.has(userId))).toEqual([])
  })

  test('ends each service with status 0', { timeout: 600_000 }, async () => {
    const statuses = await Promise.all(system.services.map((service) => service.stop('SIGTERM')))
    expect(statuses).toEqual(system.services.map(() => 0))
  })
})
