import { expect, test } from 'vitest'
import { tlsServerOf } from './certificate-metrics.ts'

test.each([
  ['https://keys.example/jwks.json', [{ name: 'x', host: 'keys.example', port: 443 }]],
  ['https://[::1]:8443', [{ name: 'x', host: '::1', port: 8443 }]],
  ['http://clickhouse:8123', []],
])('the server of %s', (address, expected) => {
  expect(tlsServerOf('x', address)).toEqual(expected)
})
