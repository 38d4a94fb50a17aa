import { expect, test } from 'vitest'
import { readEnvironment } from './read-environment.ts'
import { logLevelVariable, startTimeoutVariable } from './variables.ts'

const variables = { logLevel: logLevelVariable(), startTimeoutSeconds: startTimeoutVariable }

test('log at info and try a minute, unless they are told otherwise', () => {
  expect(readEnvironment(variables, {})).toEqual({ logLevel: 'info', startTimeoutSeconds: 60 })
  expect(readEnvironment({ logLevel: logLevelVariable('warn') }, {})).toEqual({ logLevel: 'warn' })
})

test.each(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])('log at %s', (level) => {
  expect(readEnvironment(variables, { STITCHLOG_LOG_LEVEL: level }).logLevel).toBe(level)
})

test.each([
  ['0', 0],
  ['3600', 3600],
])('try for %s seconds', (text, seconds) => {
  expect(readEnvironment(variables, { STITCHLOG_START_TIMEOUT_SECONDS: text }).startTimeoutSeconds).toBe(seconds)
})

test.each([
  [{ STITCHLOG_LOG_LEVEL: 'INFO' }, 'STITCHLOG_LOG_LEVEL: fatal, error, warn, info, debug or silent'],
  [{ STITCHLOG_LOG_LEVEL: 'trace' }, 'STITCHLOG_LOG_LEVEL: '],
  [{ STITCHLOG_START_TIMEOUT_SECONDS: '3601' }, 'STITCHLOG_START_TIMEOUT_SECONDS: '],
  [{ STITCHLOG_START_TIMEOUT_SECONDS: '-1' }, 'STITCHLOG_START_TIMEOUT_SECONDS: '],
  [{ STITCHLOG_START_TIMEOUT_SECONDS: '1.5' }, 'STITCHLOG_START_TIMEOUT_SECONDS: '],
  [{ STITCHLOG_START_TIMEOUT_SECONDS: 'soon' }, 'STITCHLOG_START_TIMEOUT_SECONDS: '],
])('refuse %j by name', (environment, complaint) => {
  expect(() => readEnvironment(variables, environment)).toThrow(complaint)
})
