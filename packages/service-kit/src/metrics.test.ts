import { Counter } from 'prom-client'
import { expect, test } from 'vitest'
import { Health } from './health.ts'
import { createMetrics, reportBuild, reportGauge, reportHealth } from './metrics.ts'
import { readVersion } from './version.ts'

test('has those of Node, and those that are put in', async () => {
  const registry = createMetrics()
  new Counter({ name: 'stitchlog_probe_total', help: 'A probe.', registers: [registry] }).inc(3)
  const page = await registry.metrics()
  expect(page).toMatch(/^process_cpu_seconds_total \d/m)
  expect(page).toMatch(/^nodejs_heap_size_used_bytes \d/m)
  expect(page).toContain('# HELP stitchlog_probe_total A probe.\n# TYPE stitchlog_probe_total counter\nstitchlog_probe_total 3')
})

test('are those of one process: a second registry has nothing of the first, nor does the default one', async () => {
  const [first, second] = [createMetrics(), createMetrics()]
  new Counter({ name: 'stitchlog_probe_total', help: 'A probe.', registers: [first] }).inc()
  expect(await second.metrics()).not.toContain('stitchlog_probe_total')
  expect(() => new Counter({ name: 'stitchlog_probe_total', help: 'A probe.', registers: [first] })).toThrow()
})

test('tell which dependencies respond, and how often they failed, by code', async () => {
  const registry = createMetrics()
  const health = new Health(() => 0)
  reportHealth(registry, health)
  health.watches('Kafka')
  health.failed('ClickHouse', 'ACCESS_DENIED')
  health.markUnavailable('ClickHouse', 'ACCESS_DENIED')
  health.failed('ClickHouse', 'ACCESS_DENIED')
  const first = await registry.metrics()
  expect(first).toContain('stitchlog_dependency_up{dependency="Kafka"} 1\nstitchlog_dependency_up{dependency="ClickHouse"} 0\n')
  expect(first).toContain('stitchlog_dependency_errors_total{dependency="ClickHouse",code="ACCESS_DENIED"} 2\n')
  health.failed('ClickHouse', 'ACCESS_DENIED')
  health.markAvailable('ClickHouse')
  const second = await registry.metrics()
  expect(second).toContain('stitchlog_dependency_up{dependency="ClickHouse"} 1\n')
  expect(second).toContain('stitchlog_dependency_errors_total{dependency="ClickHouse",code="ACCESS_DENIED"} 3\n')
})

test('tell what runs, and leave out what is not known', async () => {
  const registry = createMetrics()
  reportBuild(registry, { service: 'query', version: readVersion(), schema: '0015-x', retentionDays: 400 })
  let age: number | undefined
  reportGauge(registry, 'stitchlog_probe_seconds', 'A probe.', () => age)
  const before = await registry.metrics()
  expect(before).toMatch(
    /^stitchlog_build_info\{service="query",version="\d+\.\d+\.\d+",schema="0015-x",retention_days="400",node="24\.\d+\.\d+"\} 1$/m,
  )
  expect(before).not.toMatch(/^stitchlog_probe_seconds /m)
  age = 3
  expect(await registry.metrics()).toMatch(/^stitchlog_probe_seconds 3$/m)
  age = undefined
  expect(await registry.metrics()).not.toMatch(/^stitchlog_probe_seconds /m)
})
