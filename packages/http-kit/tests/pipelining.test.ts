import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { ingestOperations } from '@stitchlog/contracts'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHttpApp, createTokenVerifier, OperationRouter } from '../src/index.ts'
import { secret, tokenOf } from './listening-app.ts'

/** What Node reads of a connection at once. */
const readBytes = 64 * 1024

let app: ReturnType<typeof createHttpApp>
let token: string
let asked: number
let answered: PromiseWithResolvers<void>
let socket: Socket
let received: string

beforeEach(async () => {
  app = createHttpApp({ log: createLogger('test', 'silent'), metrics: createMetrics(), missing: () => undefined })
  const router = new OperationRouter(app, createTokenVerifier({ secret }), Date.now)
  asked = 0
  answered = Promise.withResolvers()
  router.addFrequent(ingestOperations.postEvents, async () => {
    asked++
    await answered.promise
    return { accepted: 0, dropped: {}, rejected: [] }
  })
  router.add(ingestOperations.getTracking, async () => {
    asked++
    await answered.promise
    return { networkId: 'acme', enabled: false, since: null, inactivityTimeoutSeconds: { mobile: 300, web: 1800 }, history: [] } as never
  })
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  token = await tokenOf(['activity:relay', 'activity:manage'])
  socket = connect(port, '127.0.0.1')
  received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  await once(socket, 'connect')
})
afterEach(async () => {
  socket.destroy()
  await app.close()
})

const statuses = () => received.match(/(?<=HTTP\/1\.1 )\d{3}/g) ?? []

const body = '{"events":[]}'
const requests = {
  'a call beside the framework': () =>
    `POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n${body}`,
  'a call of the framework': () => `GET /v1/networks/acme/tracking HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`,
}

test.each(['a call beside the framework', 'a call of the framework'] as const)(
  'of a connection that sends on and on, no more requests are read than may wait for their answers, and all are answered: %s',
  async (name) => {
    const request = requests[name]()
    const count = 3000
    for (let nth = 0; nth < count; nth++) socket.write(request)
    let before = -1
    for (; asked === 0 || asked !== before; await setTimeout(300)) before = asked
    expect(asked).toBeLessThan(64 + readBytes / request.length)
    answered.resolve()
    await expect.poll(() => statuses().length).toBe(count)
    expect(new Set(statuses()).size).toBe(1)
    expect(asked).toBe(count)
  },
)

test('a connection gets no more refusals in a second than may wait, however fast it sends', async () => {
  const request = requests['a call of the framework']().replace('Bearer ', 'Bearer x')
  const count = 1000
  const start = performance.now()
  for (let nth = 0; nth < count; nth++) socket.write(request)
  await expect.poll(() => statuses().length).toBe(count)
  expect(new Set(statuses())).toEqual(new Set(['401']))
  // A hundred at once, and then as many as are read at once in each second.
  const perSecond = 100 + 64 + readBytes / request.length
  expect((performance.now() - start) / 1000).toBeGreaterThan(count / perSecond - 1)
})

test.each(['a call beside the framework', 'a call of the framework'] as const)(
  'what is no request is answered after the requests before it, which get their own answers: %s',
  async (name) => {
    socket.write(`${requests[name]()}nonsense\r\n\r\n`)
    await expect.poll(() => asked).toBe(1)
    // Read by then, as the first request was: it came with it.
    await setTimeout(100)
    socket.write('more of it\r\n\r\n')
    await setTimeout(100)
    expect(received).toBe('')
    answered.resolve()
    await once(socket, 'end')
    expect(statuses()).toEqual([name === 'a call beside the framework' ? '202' : '200', '400'])
  },
)

test('a body that is none is answered after the requests before it', async () => {
  socket.write(`${requests['a call of the framework']()}POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n`)
  socket.write('content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n')
  await expect.poll(() => asked).toBe(1)
  await setTimeout(100)
  expect(received).toBe('')
  answered.resolve()
  await once(socket, 'end')
  expect(statuses()).toEqual(['200', '400'])
})
