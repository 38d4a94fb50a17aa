import { expect, test } from 'vitest'
import { kafkaVariables, topicVariables } from './variables.ts'

const complaintsOf = (variables: Record<string, string>) =>
  kafkaVariables.safeParse({ KAFKA_BROKERS: 'kafka:9092', ...variables }).error?.issues.map(({ path, message }) => [path.join('.'), message])

test('brokers are separated by commas, with or without spaces', () => {
  expect(kafkaVariables.parse({ KAFKA_BROKERS: 'one:9092, two:9093,' })).toEqual({ brokers: ['one:9092', 'two:9093'] })
})

test('a login is whole or none', () => {
  const login = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'stitchlog', KAFKA_SASL_PASSWORD: 'secret' }
  expect(kafkaVariables.parse({ KAFKA_BROKERS: 'kafka:9092', ...login }).sasl).toEqual({
    mechanism: 'plain',
    username: 'stitchlog',
    password: 'secret',
  })
  for (const [name] of Object.entries(login)) {
    const { [name]: _, ...rest } = { ...login } as Record<string, string>
    expect(complaintsOf(rest)).toEqual([['', 'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD go together']])
  }
})

test('certificates are read where TLS is on; the variable is named where they cannot be', () => {
  const missing = { KAFKA_TLS_CA_FILE: '/no/such/file.pem' }
  expect(complaintsOf({ KAFKA_TLS: 'on', ...missing })).toEqual([['KAFKA_TLS_CA_FILE', expect.stringContaining('ENOENT')]])
  expect(complaintsOf(missing)).toBeUndefined()
  expect(kafkaVariables.parse({ KAFKA_BROKERS: 'kafka:9092', KAFKA_TLS: 'on' }).tls).toEqual({})
})

test('topics are made with 12 partitions and as many copies as the brokers want', () => {
  expect(topicVariables.parse({})).toEqual({ partitions: 12, replicationFactor: undefined })
})
