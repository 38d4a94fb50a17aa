import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { runInTurnBeside } from '../run-command.ts'

const secret = 'a secret for tests, of more than 32 characters'

/** As ClickHouse 26.7 answers. */
const refusals: Record<string, { readonly code: number; readonly body: string; readonly kind: string }> = {
  ingest: {
    code: 516,
    body: 'Code: 516. DB::Exception: stitchlog: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)',
    kind: 'AUTHENTICATION_FAILED 516',
  },
  query: {
    code: 497,
    body: "Code: 497. DB::Exception: stitchlog: Not enough privileges. To execute this query, it's necessary to have the grant CREATE TABLE ON stitchlog.schema_migrations. (ACCESS_DENIED) (version 26.7.2.1)",
    kind: 'ACCESS_DENIED 497',
  },
  rollup: {
    code: 81,
    body: 'Code: 81. DB::Exception: Database activity does not exist. (UNKNOWN_DATABASE) (version 26.7.2.1)',
    kind: 'UNKNOWN_DATABASE 81',
  },
  stitcher: {
    code: 47,
    body: 'Code: 47. DB::Exception: Unknown expression identifier `value` in scope SELECT value. (UNKNOWN_IDENTIFIER) (version 26.7.2.1)',
    kind: 'UNKNOWN_IDENTIFIER 47',
  },
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

  // All of one service in one process, since most of what a start costs is the loading of modules; and all services at once, since most of it waits.
  test.concurrent.each([
    ['ingest', ['KAFKA_BROKERS: ', 'CLICKHOUSE_URL: ']],
    ['stitcher', ['KAFKA_BROKERS: ', 'CLICKHOUSE_URL: ']],
    ['query', ['CLICKHOUSE_URL: ']],
    ['rollup', ['CLICKHOUSE_URL: ']],
  ])(
    '%s without the variables that it needs, with values that make no sense, with nobody to speak to after it has tried, and refused at once',
    async (service, named) => {
      const wrong = wrongVariables[service] ?? []
      const { code, body, kind } = refusals[service] ?? { code: 0, body: '', kind: '' }
      let requests = 0
      const server = createServer((_, response) => {
        requests++
        response.writeHead(code === 516 ? 403 : 404, { 'x-clickhouse-exception-code': code }).end(body)
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const refusing = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const nobody = `http://127.0.0.1:${(await freePorts(1))[0]}`
      try {
        const outcomes = await runInTurnBeside(fileURLToPath(new URL(`../../services/${service}/main.ts`, import.meta.url)), [
          ...wrong.map(([environment]) => ({ environment: { ...silent, ...complete, ...environment } })),
          { environment: silent },
          { environment: { ...silent, ...complete, CLICKHOUSE_URL: nobody, STITCHLOG_START_TIMEOUT_SECONDS: '9' } },
          { environment: { ...silent, ...complete, CLICKHOUSE_URL: refusing, STITCHLOG_START_TIMEOUT_SECONDS: '100' } },
        ])
        const reasons = [
          ...wrong.map(([, reason]) => [reason]),
          named,
          [`cannot reach ClickHouse at ${nobody} (tried `, /\(tried [2-9] times in 9 s\): .*ECONNREFUSED/],
          [`ClickHouse at ${refusing} refuses (ClickHouseError ${kind}): `],
        ]
        expect(outcomes).toHaveLength(reasons.length)
        for (const [nth, { status, stderr }] of outcomes.entries()) {
          expect([status, stderr.trim().split('\n').length], stderr).toEqual([1, 1])
          expect(stderr).toMatch(new RegExp(`^${service}: `))
          for (const reason of reasons[nth] ?? []) expect(stderr).toMatch(reason)
        }
        expect(requests).toBe(1)
      } finally {
        server.close()
        server.closeAllConnections()
      }
    },
  )
})
