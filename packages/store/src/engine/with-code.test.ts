import { expect, test } from 'vitest'
import { withCode } from './with-code.ts'

class OfClickHouse extends Error {}

const late = await new Promise<AbortSignal>((resolve) => {
  const signal = AbortSignal.timeout(1)
  signal.addEventListener('abort', () => resolve(signal))
})

test.each([
  ['a server that does not answer in time', new Error('Timeout error.'), 'ETIMEDOUT'],
  ["a proxy's answer", new Error('<html>502 Bad Gateway</html>'), 'NOT_CLICKHOUSE'],
  ['a system error', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ["an error of ClickHouse's", Object.assign(new OfClickHouse('no'), { code: '497' }), '497'],
  ['an error with a class', new TypeError('no'), undefined],
  ['an aborted read', Object.assign(new Error('aborted'), { name: 'AbortError' }), undefined],
  ['what is no error', 'no', undefined],
  ['a read that was given up in time', new Error('The user aborted a request.'), 'ETIMEDOUT', late],
  ['a read that nobody waits for', new Error('The user aborted a request.'), undefined, AbortSignal.abort()],
])('%s has a code that a log may have', (_, error, code, signal?: AbortSignal) => {
  const named = withCode(error, signal)
  expect(named).toBe(error)
  expect(typeof named === 'object' && named !== null && 'code' in named ? named.code : undefined).toBe(code)
})
