import { expect, test } from 'vitest'
import { requestIdOf } from './request-id.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test.each(['0123456789abcdef', '3f2c8a52-9a57-4f0b-8f6e-6f2a0e6f9b11', '4BF92F3577B34DA6A3CE929D0E0E4736'])('a request keeps its id %s', (id) => {
  expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id)
})

test.each([undefined, '', 'anna@example.com', 'anna', '12345', 'a'.repeat(65), '0123456789abcdef\n{}'])(
  'a request gets an id of its own in place of %j, which may name somebody',
  (id) => {
    expect(requestIdOf({ headers: id === undefined ? {} : { 'x-request-id': id } })).toMatch(uuid)
  },
)
