import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { addressGroupOf, clientAddressReader } from '../src/client-address.ts'

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['0:0:0:0:0:ffff:c000:0201', '192.0.2.1'],
])('%s is counted as %s', (address, group) => {
  expect(addressGroupOf(address)).toBe(group)
})

test('addresses of one IPv6 network are counted together, however they are written, and those of others are not', () => {
  const group = addressGroupOf('2001:db8:1:2::1')
  for (const same of ['2001:db8:1:2::99', '2001:0DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2:0:0:0:0', '2001:db8:1:2::192.0.2.1'])
    expect(addressGroupOf(same)).toBe(group)
  for (const other of ['2001:db8:1:3::1', '2001:db8::1', '::1', 'fe80::1%eth0', '192.0.2.1']) expect(addressGroupOf(other)).not.toBe(group)
})

test('what is no address counts as it is', () => {
  for (const text of ['', 'unknown', ':', 'a:b', '::ffff:999.0.0.1x', '[::1]:80']) expect(addressGroupOf(text)).toBe(text)
})

test.each([
  [undefined, '198.51.100.7', '127.0.0.1'],
  ['10.0.0.0/8', '198.51.100.7', '127.0.0.1'],
  ['127.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['10.0.0.0/8, 127.0.0.1', '203.0.113.9, 198.51.100.7, 10.1.2.3', '198.51.100.7'],
  ['127.0.0.1', undefined, '127.0.0.1'],
])('behind %s, X-Forwarded-For %s means %s', async (trusted, forwarded, expected) => {
  const addressOf = clientAddressReader(trusted)
  const server = createServer((request, response) => response.end(addressOf(request)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  const text = await new Promise((resolve) =>
    get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, headers }, (response) => response.setEncoding('utf8').on('data', resolve)),
  )
  expect(text).toBe(expected)
  await new Promise((resolve) => server.close(resolve))
})
