import { Counter } from 'prom-client'
import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

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
