import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Connection } from './kafkajs-internals.ts'

const silent = { namespace: () => silent, debug() {}, error() {} }

/** A connection that is not open, and the responses that it gives out. */
function connectionOf() {
  const connection = new Connection({ host: '127.0.0.1', port: 9, logger: silent, socketFactory() {}, requestTimeout: 1, connectionTimeout: 1 })
  const taken: { correlationId: number; payload: string; size: number }[] = []
  connection.requestQueue.fulfillRequest = ({ correlationId, payload, size }: { correlationId: number; payload: Buffer; size: number }) =>
    taken.push({ correlationId, payload: payload.toString('hex'), size })
  /** Gives it bytes in memory that is overwritten at once. */
  const receive = (bytes: Buffer) => {
    const lent = Buffer.from(bytes)
    connection.processData(lent)
    lent.fill(0xee)
  }
  return { connection, taken, receive }
}

function framed(correlationId: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8)
  header.writeInt32BE(4 + payload.length, 0)
  header.writeInt32BE(correlationId, 4)
  return Buffer.concat([header, payload])
}

const payloads = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 9000, maxLength: 9001 })), {
  minLength: 1,
  maxLength: 8,
})

test('responses come out as they were sent, however they were cut on their way, from memory that is used again', () => {
  fc.assert(
    fc.property(payloads, fc.array(fc.nat({ max: 5000 }), { minLength: 1, maxLength: 20 }), (all, sizes) => {
      const { taken, receive } = connectionOf()
      const sent = Buffer.concat(all.map((payload, nth) => framed(nth, payload)))
      for (let [from, nth] = [0, 0]; from < sent.length; nth++) {
        const until = from + 1 + (sizes[nth % sizes.length] ?? 0)
        receive(sent.subarray(from, until))
        from = until
      }
      expect(taken).toEqual(
        all.map((payload, nth) => ({ correlationId: nth, payload: Buffer.from(payload).toString('hex'), size: 4 + payload.length })),
      )
    }),
    { numRuns: 300 },
  )
})

test('a response that is larger than it may be made room for at once comes out whole', () => {
  const { taken, receive } = connectionOf()
  const payload = Buffer.alloc(40 * 2 ** 20, 'abcdefg')
  const sent = framed(7, payload)
  for (let from = 0; from < sent.length; from += 3 * 2 ** 20) receive(sent.subarray(from, from + 3 * 2 ** 20))
  expect(taken.map(({ correlationId, size }) => [correlationId, size])).toEqual([[7, 4 + payload.length]])
  expect(taken[0]?.payload === payload.toString('hex')).toBe(true)
})

test('whoever is no broker and says that 1.2 GB come is not given the memory for it', () => {
  const { connection, taken, receive } = connectionOf()
  receive(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect(connection.response.length).toBeLessThan(32 * 2 ** 20)
  expect(taken).toEqual([])
})

test('what a broken connection had sent is no beginning of what comes over the next one', () => {
  const { connection, taken, receive } = connectionOf()
  receive(framed(1, Buffer.from('whole')).subarray(0, 9))
  connection.connect().catch(() => {})
  receive(framed(2, Buffer.from('next')))
  expect(taken.map(({ correlationId }) => correlationId)).toEqual([2])
})

test('what is said for authentication is handed over with its size, and is not overwritten', () => {
  const { connection, taken, receive } = connectionOf()
  const said: Buffer[] = []
  connection.authHandlers = { onSuccess: (bytes: Buffer) => said.push(bytes) }
  receive(Buffer.from([0, 0, 0, 0]))
  connection.authExpectResponse = true
  receive(framed(3, Buffer.from('token')).subarray(0, 6))
  receive(framed(3, Buffer.from('token')).subarray(6))
  expect(said.map((bytes) => bytes.toString('hex'))).toEqual(['00000000', framed(3, Buffer.from('token')).toString('hex')])
  connection.authHandlers = null
  receive(framed(4, Buffer.from('after')))
  expect(taken.map(({ correlationId }) => correlationId)).toEqual([4])
})

/** Stands for a socket to a broker. */
class FakeSocket extends EventEmitter {
  isEnded = false

  constructor(onConnect: () => void) {
    super()
    setImmediate(onConnect)
  }
  end(): void {
    this.isEnded = true
  }
  unref(): void {}
  write(): boolean {
    return true
  }
}

test.each(['end', 'error', 'data', 'timeout'])('the %s of a socket that another one has replaced means nothing to that one', async (event) => {
  const sockets: FakeSocket[] = []
  const connection = new Connection({
    host: '127.0.0.1',
    port: 9,
    logger: silent,
    socketFactory({ onConnect }: { onConnect: () => void }) {
      const socket = new FakeSocket(onConnect)
      sockets.push(socket)
      return socket
    },
    requestTimeout: 10_000,
    connectionTimeout: 10_000,
  })
  await connection.connect()
  await connection.disconnect()
  await connection.connect()
  const [replaced, present] = sockets
  const taken: unknown[] = []
  connection.requestQueue.fulfillRequest = (response: unknown) => taken.push(response)
  replaced?.emit(event, event === 'data' ? framed(1, Buffer.from('late')) : new Error('late'))
  await new Promise(setImmediate)
  expect([connection.isConnected(), present?.isEnded, taken]).toEqual([true, false, []])
  // Its own are heard.
  present?.emit('data', framed(2, Buffer.from('now')))
  expect(taken).toHaveLength(1)
  present?.emit('end')
  await new Promise(setImmediate)
  expect([connection.isConnected(), present?.isEnded]).toEqual([false, true])
})
