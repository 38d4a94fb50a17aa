import { describe, expect, test } from 'vitest'
import { decode } from './decode.ts'

const event = { networkId: 'acme', userId: 'anna', device: 'web', timeZone: 'Etc/UTC', occurredAt: 1000 }
const recordOf = (value: unknown, timestamp?: number) => ({
  value: Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  ...(timestamp === undefined ? {} : { timestamp }),
})

describe('the receipt of an event', () => {
  test.each([
    ['is what it says', { receivedAt: 2000 }, 3000, 2000, true],
    ['is no later than the log took it in', { receivedAt: 4000 }, 3000, 3000, true],
    ['is when the log took it in, where it says nothing', {}, 3000, 3000, false],
    ['is when it occurred, where nothing else is known', {}, undefined, 1000, false],
    ['is what it says, where the log says nothing', { receivedAt: 2000 }, undefined, 2000, true],
  ])('%s', (_, said, timestamp, receivedAt, wasAccepted) => {
    const decoded = decode(recordOf({ ...event, ...said }, timestamp))
    expect(decoded).toMatchObject({ outcome: 'event', receivedAt, wasAccepted, event: { receivedAt, occurredAt: 1000, userId: 'anna' } })
  })
})

describe('a record that is no event', () => {
  test.each([
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not UTF-8'],
    ['nothing', '', 'not JSON'],
    ['half of an event', JSON.stringify(event).slice(0, 40), 'not JSON'],
    ['JSON after a byte order mark', `\uFEFF${JSON.stringify(event)}`, 'not JSON'],
    ['two events', JSON.stringify(event).repeat(2), 'not JSON'],
    ['nesting beyond any stack', '['.repeat(2 ** 20), 'not JSON'],
    ['an event and more than a request may be', JSON.stringify(event).padStart(2 ** 20 + 1), 'longer than 1048576 bytes'],
    ['a number', '1', 'not an object'],
    ['null', 'null', 'not an object'],
  ])('is %s', (_, value, detail) => {
    expect(decode(recordOf(value, 3000))).toEqual({
      outcome: 'rejected',
      reason: 'malformed',
      detail,
      networkId: undefined,
      userId: undefined,
      receivedAt: 3000,
    })
  })

  test('says whose it is as far as that can be read', () => {
    const rejected = (value: object) => decode(recordOf(value, 3000))
    expect(rejected({ ...event, device: 'fridge' })).toMatchObject({ networkId: 'acme', userId: 'anna' })
    expect(rejected({ ...event, timeZone: 'PST' })).toMatchObject({ reason: 'unknown-time-zone', networkId: 'acme', userId: 'anna' })
    expect(rejected({ ...event, networkId: 7 })).toMatchObject({ networkId: undefined, userId: 'anna' })
    expect(rejected({ ...event, userId: '' })).toMatchObject({ networkId: 'acme', userId: undefined })
  })

  test.each([
    ['when the log took it in', { receivedAt: 4000 }, 3000, 3000],
    ['when it says that it was received, if that is earlier', { receivedAt: 2000 }, 3000, 2000],
    ['when it says that it was received, where the log says nothing', { receivedAt: 2000 }, undefined, 2000],
    ['when it occurred, where nothing else is known', {}, undefined, 1000],
    ['at the beginning of time, where what it says is no instant', { receivedAt: 'x', occurredAt: -1 }, undefined, 0],
  ])('was received %s', (_, said, timestamp, receivedAt) => {
    expect(decode(recordOf({ ...event, device: 'fridge', ...said }, timestamp))).toMatchObject({ outcome: 'rejected', receivedAt })
  })
})
