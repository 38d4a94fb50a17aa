import { expect, test } from 'vitest'
import { lostFilesOf, unasked, unreachable } from './database-errors.ts'

const ofClickHouse = (type: string, code: string) => Object.assign(new (class ClickHouseError extends Error {})(), { type, code })
const ofSystem = (code: string) => Object.assign(new Error(code), { code })

test.each([
  ['refuses connections', ofSystem('ECONNREFUSED'), /^ClickHouse is away \(ECONNREFUSED\)/, /^Start it, or correct CLICKHOUSE_URL\./],
  ['takes them and does not answer', ofSystem('ETIMEDOUT'), /^ClickHouse does not answer in time \(ETIMEDOUT\)/, /^It hangs, .*: restart it\./],
  ['is a proxy without it', ofSystem('NOT_CLICKHOUSE'), /^What answers is not ClickHouse \(NOT_CLICKHOUSE\)/, /^A proxy answers in its place/],
  [
    'knows another password',
    ofClickHouse('AUTHENTICATION_FAILED', '516'),
    /^ClickHouse refuses this login or database \(.*AUTHENTICATION_FAILED/,
    /CLICKHOUSE_PASSWORD/,
  ],
  ['has lost the database', ofClickHouse('UNKNOWN_DATABASE', '81'), /refuses this login or database/, /"After the loss of the database"/],
])('a ClickHouse that %s', (_, error, what, advice) => {
  const found = unreachable(error)
  expect(found.severity).toBe('critical')
  expect(found.what).toMatch(what)
  expect(found.advice).toMatch(advice)
})

test.each([
  ['a right that is missing', ofClickHouse('ACCESS_DENIED', '497'), /^Run the doctor as the owner of the schema\.$/],
  ['too little memory', ofClickHouse('MEMORY_LIMIT_EXCEEDED', '241'), /^The log of ClickHouse says more/],
  ['an end of the connection', ofSystem('ECONNRESET'), /run the doctor again\.$/],
])('advice goes by %s', (_, error, advice) => {
  expect(lostFilesOf(error)).toBe(undefined)
  expect(unasked('ttl', error)).toMatchObject({ check: 'ttl', severity: 'unknown', advice: expect.stringMatching(advice) })
})
