import { setTimeout } from 'node:timers/promises'
import { ingestOperations } from '@stitchlog/contracts'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpApp, createTokenVerifier, OperationRouter, signToken } from '../src/index.ts'

const { getTracking, postEvents } = ingestOperations
const secret = 'a secret for tests, of more than 32 characters'
let offsetMs = 0
const now = () => Date.now() + offsetMs
let released = () => {}
const app = createHttpApp({
  log: createLogger('test', 'silent'),
  metrics: createMetrics(),
  missing: () => undefined,
  notices: () => ['something to know'],
})
const router = new OperationRouter(app, createTokenVerifier({ secret }), now, { callTimeoutMs: 100 })
router.add(getTracking, async ({ path }, reply) => {
  await new Promise<void>((resolve) => {
    released = resolve
  })
  reply.header('late', 'yes')
  return path
})
router.addFrequent(postEvents, async ({ arrivedAt }) => ({ accepted: now() - arrivedAt, dropped: {}, rejected: [] }))

let address: string
let headers: Record<string, string>
beforeAll(async () => {
  address = await app.listen({ host: '127.0.0.1', port: 0 })
  const token = await signToken(
    secret,
    { subject: 'a', networks: ['n'], scopes: ['activity:manage', 'activity:write'], expiresInSeconds: 60 },
    Date.now(),
  )
  headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
})
afterAll(() => app.close())

test('a call that hangs is answered in time, and what it comes to later harms nothing', async () => {
  const response = await fetch(`${address}/v1/networks/n/tracking`, { headers: { authorization: headers['authorization'] ?? '' } })
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await response.json()).toMatchObject({ code: 'unavailable', detail: 'no answer in time' })
  released()
  await setTimeout(10)
  expect((await fetch(`${address}/healthz`)).status).toBe(200)
})

test.each([3_600_000, -3_600_000])('a clock that is set by %d ms while a request arrives does not move the arrival of its headers', async (ms) => {
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(Buffer.from('{"events":'))
      await setTimeout(50)
      offsetMs += ms
      controller.enqueue(Buffer.from('[]}'))
      controller.close()
    },
  })
  const askedAt = performance.now()
  const response = await fetch(`${address}/v1/events`, { method: 'POST', headers, body, duplex: 'half' })
  const { accepted: ageMs } = (await response.json()) as { accepted: number }
  expect(ageMs).toBeGreaterThanOrEqual(0)
  expect(ageMs).toBeLessThan(performance.now() - askedAt + 1000)
})

test('what an operator should know is told though requests are served', async () => {
  const response = await fetch(`${address}/readyz`)
  expect([response.status, await response.json()]).toEqual([200, { status: 'ready', notices: ['something to know'] }])
})
