import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { processEnvironment } from '../process-environment.ts'
import { runInTurn } from '../run-command.ts'

const secret = 'a secret for tests, of more than 32 characters'

const mainOf = (service: string) => fileURLToPath(new URL(`../../services/${service}/main.ts`, import.meta.url))

async function start(service: string, environment: Record<string, string>) {
  const child = spawn(process.execPath, [mainOf(service)], {
    env: { ...processEnvironment, PORT: '0', STITCHLOG_LOG_LEVEL: 'silent', ...environment },
  })
  const [errors, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return { status, lines: errors.trim().split('\n') }
}

describe('a service that cannot start says why in one line', () => {
  /** By service: what is set beside what it needs, and what it says. */
  const wrongVariables: Record<string, [environment: Record<string, string>, reason: string][]> = {
    ingest: [[{ STITCHLOG_TOKEN_SECRET: '' }, 'exactly one of STITCHLOG_TOKEN_SECRET and STITCHLOG_JWKS_URL is needed']],
    query: [
      [{ STITCHLOG_JWKS_URL: 'https://keys.example/' }, 'exactly one of STITCHLOG_TOKEN_SECRET and STITCHLOG_JWKS_URL is needed'],
      [{ STITCHLOG_TOKEN_SECRET: 'short' }, 'STITCHLOG_TOKEN_SECRET: at least 32 characters'],
      [{ CLICKHOUSE_URL: 'clickhouse' }, 'CLICKHOUSE_URL: an http or https address'],
      [{ CLICKHOUSE_CA_FILE: '/nowhere/ca.pem' }, 'CLICKHOUSE_CA_FILE: ENOENT'],
    ],
    stitcher: [
      [{ KAFKA_BROKERS: 'kafka' }, 'KAFKA_BROKERS'],
      [{ KAFKA_SASL_MECHANISM: 'plain' }, 'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD go together'],
      [{ KAFKA_SASL_MECHANISM: 'oauth' }, 'KAFKA_SASL_MECHANISM: plain, scram-sha-256 or scram-sha-512'],
      [{ KAFKA_TLS: 'on', KAFKA_TLS_CA_FILE: '/nowhere/ca.pem' }, 'KAFKA_TLS_CA_FILE: ENOENT'],
      [{ STITCHER_MAX_FLUSH_AGE_MS: '0' }, 'STITCHER_MAX_FLUSH_AGE_MS'],
      [{ PORT: '70000' }, 'PORT: a port number from 0 to 65535'],
    ],
    rollup: [[{ STITCHLOG_ROLLUP_CRON: 'at night' }, 'STITCHLOG_ROLLUP_CRON: a cron expression']],
  }
  const complete = { KAFKA_BROKERS: '127.0.0.1:9', CLICKHOUSE_URL: 'http://127.0.0.1:9', STITCHLOG_TOKEN_SECRET: secret }
  const silent = { PORT: '0', STITCHLOG_LOG_LEVEL: 'silent' }

  test.each([
    ['ingest', ['KAFKA_BROKERS: ', 'CLICKHOUSE_URL: ']],
    ['stitcher', ['KAFKA_BROKERS: ', 'CLICKHOUSE_URL: ']],
    ['query', ['CLICKHOUSE_URL: ']],
    ['rollup', ['CLICKHOUSE_URL: ']],
  ])('%s without the variables that it needs, or with values that make no sense', (service, named) => {
    const wrong = wrongVariables[service] ?? []
    const outcomes = runInTurn(mainOf(service), [
      ...wrong.map(([environment]) => ({ environment: { ...silent, ...complete, ...environment } })),
      { environment: silent },
    ])
    expect(outcomes).toHaveLength(wrong.length + 1)
    for (const [nth, { status, stderr }] of outcomes.entries()) {
      const reasons = wrong[nth]?.slice(1) ?? named
      expect([status, stderr.trim().split('\n').length], stderr).toEqual([1, 1])
      expect(stderr).toMatch(new RegExp(`^${service}: `))
      for (const reason of reasons) expect(stderr).toContain(reason)
    }
  })

  test.each(['ingest', 'stitcher', 'query', 'rollup'])('%s with nobody to speak to, after it has tried', async (service) => {
    const [port] = await freePorts(1)
    const environment = { ...complete, CLICKHOUSE_URL: `http://127.0.0.1:${port}`, STITCHLOG_START_TIMEOUT_SECONDS: '3' }
    const { status, lines } = await start(service, environment)
    expect([status, lines.length]).toEqual([1, 1])
    expect(lines[0]).toMatch(
      new RegExp(`^${service}: cannot reach ClickHouse at http://127.0.0.1:${port} \\(tried 2 times in 3 s\\): .*ECONNREFUSED`),
    )
  })

  // As ClickHouse 26.7 answers.
  test.each([
    [
      'ingest',
      516,
      'Code: 516. DB::Exception: stitchlog: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)',
      'AUTHENTICATION_FAILED 516',
    ],
    [
      'query',
      497,
      "Code: 497. DB::Exception: stitchlog: Not enough privileges. To execute this query, it's necessary to have the grant CREATE TABLE ON stitchlog.schema_migrations. (ACCESS_DENIED) (version 26.7.2.1)",
      'ACCESS_DENIED 497',
    ],
    ['rollup', 81, 'Code: 81. DB::Exception: Database activity does not exist. (UNKNOWN_DATABASE) (version 26.7.2.1)', 'UNKNOWN_DATABASE 81'],
    [
      'stitcher',
      47,
      'Code: 47. DB::Exception: Unknown expression identifier `value` in scope SELECT value. (UNKNOWN_IDENTIFIER) (version 26.7.2.1)',
      'UNKNOWN_IDENTIFIER 47',
    ],
  ])('%s that is refused with %i, at once', async (service, code, body, kind) => {
    let requests = 0
    const server = createServer((_, response) => {
      requests++
      response.writeHead(code === 516 ? 403 : 404, { 'x-clickhouse-exception-code': code }).end(body)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      const { status, lines } = await start(service, { ...complete, CLICKHOUSE_URL: url, STITCHLOG_START_TIMEOUT_SECONDS: '100' })
      expect([status, lines.length, requests]).toEqual([1, 1, 1])
      expect(lines[0]).toMatch(new RegExp(`^${service}: ClickHouse at ${url} refuses \\(ClickHouseError ${kind}\\): `))
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })
})
