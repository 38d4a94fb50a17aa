import { expect, test } from 'vitest'
import { bundleOf, redacted } from './bundle.ts'

test('of secrets it is only said that they are set, and of other variables than ours nothing', () => {
  expect(
    redacted({
      STITCHLOG_TOKEN_SECRET: 'hush hush',
      KAFKA_SASL_PASSWORD: 'hush',
      CLICKHOUSE_PASSWORD: '',
      CLICKHOUSE_URL: 'https://anna:hush@clickhouse:8443/?password=hush',
      KAFKA_BROKERS: 'kafka:9092',
      STITCHLOG_RETENTION_DAYS: '400',
      AWS_SESSION_TOKEN: 'hush',
      PATH: '/bin',
    }),
  ).toEqual({
    STITCHLOG_TOKEN_SECRET: '(set)',
    KAFKA_SASL_PASSWORD: '(set)',
    CLICKHOUSE_URL: 'https://clickhouse:8443/',
    KAFKA_BROKERS: 'kafka:9092',
    STITCHLOG_RETENTION_DAYS: '400',
  })
})

test('a bundle has what was found, and no secret', () => {
  const finding = { check: 'ttl', severity: 'warning', what: 'No TTL.', fix: { run: async () => {}, done: 'There is one.' } } as const
  const service = { address: 'http://anna:hush@query:8080', readiness: { status: 200, text: '' }, metrics: 'up 1', build: {}, aheadMs: 0 }
  const made = bundleOf({ findings: [finding], services: [service] }, { CLICKHOUSE_PASSWORD: 'hush' }, { version: '0.1.0', madeAt: 0 })
  expect(made).toMatchObject({
    stitchlog: '0.1.0',
    madeAt: '1970-01-01T00:00:00.000Z',
    findings: [{ check: 'ttl', severity: 'warning', what: 'No TTL.', isFixable: true }],
    services: [{ address: 'http://query:8080/', metrics: 'up 1' }],
  })
  expect(JSON.stringify(made)).not.toContain('hush')
})
