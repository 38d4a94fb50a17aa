import { ExplainedError } from '@stitchlog/contracts'
import { expect, test } from 'vitest'
import { listen } from './listen.ts'

const address = { host: '127.0.0.1', port: 8080 }
const failing = (error: unknown) => ({ listen: () => Promise.reject(error) })

async function failureOf(error: unknown): Promise<unknown> {
  return await listen(failing(error), address).catch((thrown: unknown) => thrown)
}

test('says where it listens', async () => {
  const asked: unknown[] = []
  const http = {
    listen: async (options: { host: string; port: number }) => {
      asked.push(options)
      return 'http://127.0.0.1:8080'
    },
  }
  expect(await listen(http, address)).toBe('http://127.0.0.1:8080')
  expect(asked).toEqual([address])
})

test('names the variable to change where the port is taken', async () => {
  const cause = Object.assign(new Error('listen EADDRINUSE: address already in use'), { code: 'EADDRINUSE' })
  const failure = await failureOf(cause)
  expect(failure).toBeInstanceOf(ExplainedError)
  expect(failure).toMatchObject({
    code: 'address-unavailable',
    message: 'cannot listen on 127.0.0.1:8080: the port is taken; choose another one with PORT=…',
    cause,
  })
})

test.each([
  [Object.assign(new Error('listen EACCES: permission denied'), { code: 'EACCES' }), 'listen EACCES: permission denied'],
  [new Error('getaddrinfo ENOTFOUND nowhere'), 'getaddrinfo ENOTFOUND nowhere'],
  ['nonsense', 'nonsense'],
])('says the reason where it is another one', async (error, reason) => {
  expect(await failureOf(error)).toMatchObject({ code: 'address-unavailable', message: `cannot listen on 127.0.0.1:8080: ${reason}` })
})
