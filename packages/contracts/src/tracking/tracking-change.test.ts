import { describe, expect, test } from 'vitest'
import { trackingChangeSchema } from './tracking-change.ts'

const accepts = (value: unknown) => trackingChangeSchema.safeParse(value).success

const entry = { networkId: 'acme', at: 1_764_000_000_000 }

describe('a tracking change is', () => {
  test.each<[string, object]>([
    ['on', { change: 'on' }],
    ['on with no timeout named', { change: 'on', inactivityTimeoutSeconds: {} }],
    ['on with the shortest timeout for one device', { change: 'on', inactivityTimeoutSeconds: { mobile: 60 } }],
    ['on with the longest timeout for one device', { change: 'on', inactivityTimeoutSeconds: { web: 14_400 } }],
    ['on with timeouts for both', { change: 'on', inactivityTimeoutSeconds: { mobile: 300, web: 1800 } }],
    ['off', { change: 'off' }],
    ['erase for the network', { change: 'erase' }],
    ['erase for a user', { change: 'erase', userId: 'u' }],
    ['the shortest retention', { change: 'retention', days: 1 }],
    ['the longest retention', { change: 'retention', days: 36_500 }],
    ['one with unknown keys', { change: 'off', by: 'someone', inactivityTimeoutSeconds: 5 }],
    ['one at the first instant', { change: 'off', at: 0 }],
    ['one at the last instant', { change: 'off', at: 4_102_444_799_999 }],
  ])('%s', (_, changed) => {
    expect(accepts({ ...entry, ...changed })).toBe(true)
  })
})

describe('a tracking change is not', () => {
  test.each<[string, object]>([
    ['without a change', {}],
    ['an unknown change', { change: 'pause' }],
    ['a change in capitals', { change: 'ON' }],
    ['a timeout under a minute', { change: 'on', inactivityTimeoutSeconds: { mobile: 59 } }],
    ['a timeout over four hours', { change: 'on', inactivityTimeoutSeconds: { web: 14_401 } }],
    ['a timeout with a fraction', { change: 'on', inactivityTimeoutSeconds: { web: 60.5 } }],
    ['a timeout that is a text', { change: 'on', inactivityTimeoutSeconds: { web: '60' } }],
    ['a timeout that is null', { change: 'on', inactivityTimeoutSeconds: { web: null } }],
    ['timeouts that are null', { change: 'on', inactivityTimeoutSeconds: null }],
    ['one timeout for all', { change: 'on', inactivityTimeoutSeconds: 300 }],
    ['retention without days', { change: 'retention' }],
    ['retention of no day', { change: 'retention', days: 0 }],
    ['retention of more than a hundred years', { change: 'retention', days: 36_501 }],
    ['retention with a fraction', { change: 'retention', days: 1.5 }],
    ['erase for a user without a name', { change: 'erase', userId: '' }],
    // Or else a slip would erase everybody.
    ['erase for null', { change: 'erase', userId: null }],
    ['erase for undefined', { change: 'erase', userId: undefined }],
    ['one before 1970', { change: 'off', at: -1 }],
    ['one after 2099', { change: 'off', at: 4_102_444_800_000 }],
    ['one at a fraction', { change: 'off', at: 0.5 }],
    ['one at an ISO date', { change: 'off', at: '2026-11-25T09:00:00Z' }],
    ['one without an instant', { change: 'off', at: undefined }],
    ['one of a network called by a dot', { change: 'off', networkId: '.' }],
    ['one without a network', { change: 'off', networkId: undefined }],
  ])('%s', (_, changed) => {
    expect(accepts({ ...entry, ...changed })).toBe(false)
  })

  test.each([null, [], 'on', 5])('%j', (value) => {
    expect(accepts(value)).toBe(false)
  })
})

test('what it holds is handed on as it is', () => {
  const change = { ...entry, networkId: ' acme ', change: 'on', inactivityTimeoutSeconds: { web: 60 } }
  expect(trackingChangeSchema.parse(change)).toEqual(change)
})
