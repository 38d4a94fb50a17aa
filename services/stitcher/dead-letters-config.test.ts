import { expect, test } from 'vitest'
import { readDeadLettersConfig } from './dead-letters-config.ts'

const environment = { KAFKA_BROKERS: 'kafka:9092' }

test.each([
  [['list'], { action: 'list' }],
  [['list', '--all'], { action: 'list', all: true }],
  [['put-back', '--reason', 'unknown-time-zone'], { action: 'put-back', reason: 'unknown-time-zone' }],
  [['close', '--at', '0:17'], { action: 'close', at: '0:17' }],
  [['close', '--all'], { action: 'close', all: true }],
])('%j is understood', (args, config) => {
  expect(readDeadLettersConfig(args, environment)).toMatchObject({ ...config, kafka: { brokers: ['kafka:9092'] } })
})

test.each([
  [['throw-away'], 'list, put-back or close'],
  [['list', '--reason', 'boredom'], 'reason: one of malformed, unknown-time-zone'],
  [['list', '--at', '17'], 'a partition and an offset'],
  [['close'], 'close takes --reason, --at or --all'],
])('%j is refused in a line, with the usage', (args, complaint) => {
  const read = () => readDeadLettersConfig(args, environment)
  expect(read).toThrow(complaint)
  expect(read).toThrow('usage: npm run dead-letters')
})
