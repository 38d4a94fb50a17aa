import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
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
/** What each answer says. */
let detail: (subject: string) => string

beforeEach(async () => {
  metrics = createMetrics()
  app = createHttpApp({ log: createLogger('test', 'silent'), metrics, missing: () => undefined, drainTimeoutMs: 5000 })
  asked = 0
  answer = async () => {}
  detail = () => ''
  new OperationRouter(app, createTokenVerifier({ secret }), Date.now).addFrequent(ingestOperations.postEvents, async ({ body, principal }) => {
    asked++
    await answer()
    return { accepted: body.events.length, dropped: {}, rejected: [{ index: 0, reason: 'malformed' as const, detail: detail(principal.subject) }] }
  })
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  open = async () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket
  }
  headers = headersFor(await tokenOf(['activity:relay']))
})
afterEach(() => app.close())

const headersFor = (token: string) =>
  ['POST /v1/events HTTP/1.1', 'host: x', `authorization: Bearer ${token}`, 'content-type: application/json', 'content-length: 13', '', ''].join(
    '\r\n',
  )

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
  const answers = await text(socket)
  expect(answers.match(/HTTP\/1\.1 202 /g)).toHaveLength(2)
  expect(answers.split('HTTP/1.1 202 ')[2]).toMatch(/connection: close/i)
  await closed
})

test('on a connection that a gateway uses for thousands of people, each is answered as themselves, in their order', async () => {
  detail = (subject) => `you are ${subject}.`
  const subjects = Array.from({ length: 3000 }, (_, nth) => `person-${(nth * 7919) % 1000}`)
  const tokens = new Map<string, string>()
  for (const subject of new Set(subjects)) tokens.set(subject, await tokenOf(['activity:write'], ['acme'], 600, subject))
  const socket = await open()
  const answers = text(socket)
  // As many are under way as come.
  answer = () => setTimeout(1)
  for (const subject of subjects) socket.write(headersFor(tokens.get(subject) ?? '') + body)
  await expect.poll(() => asked).toBe(subjects.length)
  await app.close()
  const said = [...(await answers).matchAll(/you are ([\w-]+)\./g)].map(([, subject]) => subject)
  expect(said).toEqual(subjects)
})

test('of a client that sends on and on and reads nothing, no more is read than its connection holds', async () => {
  detail = () => 'x'.repeat(20_000)
  const count = 5000
  const socket = await open()
  socket.pause()
  for (let nth = 0; nth < count; nth++) socket.write(headers + body)
  let before = -1
  for (; asked !== before; await setTimeout(300)) before = asked
  expect(asked).toBeLessThan(count)
  const answers = text(socket)
  await expect.poll(() => asked).toBe(count)
  await app.close()
  expect((await answers).match(/HTTP\/1\.1 202 /g)).toHaveLength(count)
})
