import { describe, expect, test } from 'vitest'
import { errorKind } from './error-kind.ts'

const failure = (fields: object, options?: ErrorOptions) => Object.assign(new Error('anna was here', options), fields)

describe('the kind of an error', () => {
  test.each([
    [
      'of ClickHouse is its symbol and its number',
      failure({ name: 'ClickHouseError', type: 'ACCESS_DENIED', code: '497' }),
      'ClickHouseError ACCESS_DENIED 497',
    ],
    ['of the system is its name', failure({ code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [
      'of Kafka is its symbol and its number',
      failure({ name: 'KafkaJSProtocolError', type: 'NOT_LEADER', code: 6 }),
      'KafkaJSProtocolError NOT_LEADER 6',
    ],
    [
      'of several attempts is that of each, once',
      new AggregateError([failure({ code: 'ECONNREFUSED' }), failure({ code: 'ECONNREFUSED' })]),
      'AggregateError ECONNREFUSED',
    ],
    ['that says nothing is that of its cause', failure({}, { cause: failure({ code: 'EPIPE' }) }), 'EPIPE'],
    ['without a code is its class', new RangeError('anna'), 'RangeError'],
    ['without anything is that it is one', new Error('anna'), 'Error'],
    ['that is no error is its type', 'anna', 'string'],
  ])('%s', (_, error, kind) => {
    expect(errorKind(error)).toBe(kind)
  })

  test('never quotes what is no symbol', () => {
    expect(errorKind(failure({ type: 'anna was here', code: 'user anna' }))).toBe('Error')
  })
})
