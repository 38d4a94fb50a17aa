import { describe, expect, test } from 'vitest'
import { readEvent } from './read-event.ts'

const event = { networkId: 'acme', userId: 'anna', device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: 1000 }

describe('an event', () => {
  test('is read with its zone, by the name that the zone has', () => {
    expect(readEvent({ ...event, timeZone: 'europe/amsterdam' })).toMatchObject({
      outcome: 'event',
      event: { userId: 'anna' },
      zone: { name: 'Europe/Amsterdam' },
    })
  })

  test('is read whole: with what it says beside what is known', () => {
    const more = { ...event, receivedAt: 2000, later: 'field' }
    expect(readEvent(more)).toMatchObject({ outcome: 'event', event: more })
  })

  test.each([
    ['nothing', undefined, 'not an object'],
    ['null', null, 'not an object'],
    ['a text', 'event', 'not an object'],
    ['a list', [event], 'not an object'],
    ['an empty object', {}, /^networkId: .*; userId: .*; device: mobile or web; timeZone: text; occurredAt: /],
    ['another device', { ...event, device: 'fridge' }, 'device: mobile or web'],
    ['an instant in seconds with a fraction', { ...event, occurredAt: 1.5 }, /^occurredAt: /],
    ['an id with a control character', { ...event, userId: 'a\u0000b' }, /^userId: /],
    ['a receipt that is no instant', { ...event, receivedAt: 'now' }, /^receivedAt: /],
    ['an undefined receipt', { ...event, receivedAt: undefined }, /^receivedAt: /],
  ])('is not %s', (_, value, detail) => {
    expect(readEvent(value)).toEqual({ outcome: 'rejected', reason: 'malformed', detail: expect.stringMatching(detail) })
  })

  test.each(['', 'PST', 'Europe/Berlin ', '+24:00', '\u{1F600}'])('is not one of the zone %j', (timeZone) => {
    const detail = `timeZone: ${JSON.stringify(timeZone)} is no IANA name and no offset ±HH:MM`
    expect(readEvent({ ...event, timeZone })).toEqual({ outcome: 'rejected', reason: 'unknown-time-zone', detail })
  })

  test('is rejected in few words, whatever it says', () => {
    const read = readEvent({ ...event, timeZone: '\u{1F600}'.repeat(100_000) })
    expect(read).toMatchObject({ detail: `timeZone: "${'\u{1F600}'.repeat(128)}" is no IANA name and no offset ±HH:MM` })
  })

  test('with two faults has the first of the reasons', () => {
    expect(readEvent({ ...event, device: 'fridge', timeZone: 'PST' })).toMatchObject({ reason: 'malformed' })
  })
})
