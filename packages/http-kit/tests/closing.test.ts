import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { expect, test } from 'vitest'
import { awakeMsOf } from '../../../tests/awake-ms.ts'
import { createHttpApp } from '../src/index.ts'

/** More than the buffers of a connection hold. */
const largeBytes = 20_000_000

/** @param drainTimeoutMs by default longer than any machine takes: nothing but the requests is waited for */
async function listeningApp(drainTimeoutMs = 120_000) {
  const log = createLogger('test', 'silent')
  const app = createHttpApp({ log, metrics: createMetrics(), missing: () => undefined, drainTimeoutMs })
  const slow = Promise.withResolvers<void>()
  app.get('/slow', async () => {
    slow.resolve()
    await setTimeout(300)
    return { done: true }
  })
  app.get('/large', async () => ({ text: 'x'.repeat(largeBytes) }))
  app.post('/', async () => ({}))
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  const open = async (sent = ''): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {}).resume()
    await once(socket, 'connect')
    socket.write(sent)
    await setTimeout(50)
    return socket
  }
  return { app, port, open, slowBegan: slow.promise }
}

const secondsTo = async (action: () => Promise<unknown>) => (await awakeMsOf(action)) / 1000

test.each([
  ['on which nothing was asked, as browsers open them', ''],
  ['on which a request has begun and does not go on', 'GET /healthz HTTP/1.1\r\nHost: a'],
  ['that is kept for later requests', 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['on which the rest of a body stays away', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{'],
])('closing does not wait for a connection %s', async (_, sent) => {
  // For a body that stays away it waits as long as for any request.
  const { app, open } = await listeningApp(1000)
  const socket = await open(sent)
  expect(await secondsTo(() => app.close())).toBeLessThan(2)
  if (!socket.closed) await once(socket, 'close')
})

test('closing waits for a request that is being answered, and not for its connection', async () => {
  const { app, port, slowBegan } = await listeningApp()
  const agent = new Agent({ keepAlive: true })
  const asked = get({ host: '127.0.0.1', port, path: '/slow', agent })
  const answered = once(asked, 'response').then(([response]) => text(response))
  await slowBegan
  expect(await secondsTo(() => app.close())).toBeLessThan(2)
  expect(await answered).toBe('{"done":true}')
  agent.destroy()
})

test('closing waits for an answer that its reader takes slowly, on a connection that would be kept', async () => {
  const { app, port } = await listeningApp()
  const agent = new Agent({ keepAlive: true })
  const asked = get({ host: '127.0.0.1', port, path: '/large', agent })
  const [response] = await once(asked, 'response')
  const closed = app.close()
  await setTimeout(200)
  expect((await text(response)).length).toBe(JSON.stringify({ text: '' }).length + largeBytes)
  await closed
  agent.destroy()
})
