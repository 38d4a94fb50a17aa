import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { ingestOperations } from '@stitchlog/contracts'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHttpApp, createTokenVerifier, OperationRouter } from '../src/index.ts'
import { secret, tokenOf } from './listening-app.ts'

let app: ReturnType<typeof createHttpApp>
let metrics: ReturnType<typeof createMetrics>
let open: () => Promise<ReturnType<typeof connect>>
let headers: string
let answer: () => Promise<void>
let asked: number

beforeEach(async () => {
  metrics = createMetrics()
  app = createHttpApp({ log: createLogger('test', 'silent'), metrics, missing: () => undefined, drainTimeoutMs: 5000 })
  asked = 0
  answer = async () => {}
  new OperationRouter(app, createTokenVerifier({ secret }), Date.now).addFrequent(ingestOperations.postEvents, async ({ body }) => {
    asked++
    await answer()
    return { accepted: body.events.length, dropped: {}, rejected: [] }
  })
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  open = async () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket
  }
  const token = await tokenOf(['activity:relay'])
  headers = [
    'POST /v1/events HTTP/1.1',
    'host: x',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    'content-length: 13',
    '',
    '',
  ].join('\r\n')
})
afterEach(() => app.close())

const body = '{"events":[]}'
const connections = () => new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)))

/** Sends heartbeats on a connection of their own. */
async function expectAnswered(): Promise<void> {
  const socket = await open()
  socket.write(headers + body)
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 202 /)
  socket.destroy()
}

test('a client that hangs up in the middle of its heartbeats causes nothing', async () => {
  for (const sent of [headers, headers + body.slice(0, 5)]) {
    const socket = await open()
    socket.write(sent)
    await setTimeout(20)
    socket.destroy()
  }
  await expect.poll(connections).toBe(0)
  expect(asked).toBe(0)
  await expectAnswered()
})

test('a client that hangs up while its heartbeats are stored harms nobody', async () => {
  const stored = Promise.withResolvers<void>()
  answer = () => stored.promise
  const socket = await open()
  socket.write(headers + body)
  await expect.poll(() => asked).toBe(1)
  socket.destroy()
  await expect.poll(connections).toBe(0)
  stored.resolve()
  answer = async () => {}
  await expectAnswered()
})

test('closing waits for heartbeats that are being stored, and closes their connection', async () => {
  const stored = Promise.withResolvers<void>()
  answer = () => stored.promise
  const [socket, kept] = [await open(), await open()]
  for (const each of [socket, kept]) each.write(headers + body)
  await expect.poll(() => asked).toBe(2)
  const answers = Promise.all([socket, kept].map(async (each) => String((await once(each, 'data'))[0])))
  const closed = app.close()
  await setTimeout(20)
  stored.resolve()
  for (const each of await answers) expect(each).toMatch(/^HTTP\/1\.1 202 /)
  await closed
  expect(await metrics.metrics()).toContain('{method="POST",route="/v1/events",status="202"} 2')
})

test('what comes on a connection while the app is closing is told that it closes', async () => {
  const stored = Promise.withResolvers<void>()
  answer = () => stored.promise
  const socket = await open()
  socket.write(headers + body)
  await expect.poll(() => asked).toBe(1)
  const closed = app.close()
  await setTimeout(20)
  answer = async () => {}
  socket.write(headers + body)
  await expect.poll(() => asked).toBe(2)
  stored.resolve()
  let text = ''
  for await (const chunk of socket) text += chunk
  expect(text.match(/HTTP\/1\.1 202 /g)).toHaveLength(2)
  expect(text.split('HTTP/1.1 202 ')[2]).toMatch(/connection: close/i)
  await closed
})
