import { describe, expect, test } from 'vitest'
import { errorCode, errorKind, refusalKind } from './error-kind.ts'

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
    [
      'whose class names itself nowhere is its class',
      Object.assign(new (class ClickHouseError extends Error {})('anna'), { type: 'UNKNOWN_TABLE', code: '60' }),
      'ClickHouseError UNKNOWN_TABLE 60',
    ],
    [
      'that has only a class is explained by its causes',
      failure({ name: 'KafkaJSNumberOfRetriesExceeded' }, { cause: failure({ name: 'KafkaJSConnectionError', code: 'ECONNREFUSED' }) }),
      'KafkaJSNumberOfRetriesExceeded KafkaJSConnectionError ECONNREFUSED',
    ],
    ['that kafkajs gives no name is an errno', new Error('Broker not connected'), 'ENOTCONN'],
    ['without anything is that it is one', new Error('anna'), 'Error'],
    ['that is no error is its type', 'anna', 'string'],
  ])('%s', (_, error, kind) => {
    expect(errorKind(error)).toBe(kind)
  })

  test('never quotes what is no symbol', () => {
    expect(errorKind(failure({ type: 'anna was here', code: 'user anna' }))).toBe('Error')
  })
})

test.each([
  ['the symbol of a server', failure({ name: 'ClickHouseError', type: 'NOT_ENOUGH_SPACE', code: '243' }), 'NOT_ENOUGH_SPACE'],
  ['the errno of a cause', failure({ name: 'KafkaJSNumberOfRetriesExceeded' }, { cause: failure({ code: 'EPIPE' }) }), 'EPIPE'],
  ['a class', new RangeError('anna'), 'RangeError'],
  ['nothing but an error', new Error('anna'), 'Error'],
  ['no error at all', 'anna', 'string'],
])('one word says of an error %s', (_, error, code) => {
  expect(errorCode(error)).toBe(code)
})

describe('a refusal', () => {
  const refusals = new Set(['ACCESS_DENIED', 'TOPIC_AUTHORIZATION_FAILED'])

  test.each([
    [
      'is an error whose symbol is listed',
      failure({ name: 'ClickHouseError', type: 'ACCESS_DENIED', code: '497' }),
      'ClickHouseError ACCESS_DENIED 497',
    ],
    [
      'is one that was wrapped',
      failure({ name: 'KafkaJSNonRetriableError' }, { cause: failure({ type: 'TOPIC_AUTHORIZATION_FAILED', code: 29 }) }),
      'KafkaJSNonRetriableError TOPIC_AUTHORIZATION_FAILED 29',
    ],
    [
      'is one among several',
      Object.assign(new Error('all'), { errors: [failure({ code: 'ECONNREFUSED' }), failure({ type: 'ACCESS_DENIED' })] }),
      'ECONNREFUSED ACCESS_DENIED',
    ],
    [
      'is a certificate that nobody vouches for',
      failure({ name: 'KafkaJSConnectionError', code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      'KafkaJSConnectionError SELF_SIGNED_CERT_IN_CHAIN',
    ],
  ])('%s', (_, error, kind) => {
    expect(refusalKind(error, refusals)).toBe(kind)
  })

  const itsOwnCause = failure({ code: 'ECONNRESET' })
  itsOwnCause.cause = itsOwnCause
  test.each([
    ['an outage', failure({ code: 'ECONNREFUSED' })],
    ['too much at once', failure({ name: 'ClickHouseError', type: 'TOO_MANY_SIMULTANEOUS_QUERIES', code: '202' })],
    ['what only says so in its message', new Error('ACCESS_DENIED')],
    ['an error that is its own cause', itsOwnCause],
    ['nothing', undefined],
    ['a text', 'ACCESS_DENIED'],
  ])('is not %s', (_, error) => {
    expect(refusalKind(error, refusals)).toBeUndefined()
  })
})
