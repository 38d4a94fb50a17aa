import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { panels } from '../infra/grafana/dashboard.ts'
import { alerts } from '../infra/prometheus/alerts.ts'

const suffix = /_(?:bucket|count|sum)$/

/** Every metric of ours that an alert or the dashboard names. */
export function namedMetrics(): string[] {
  const expressions = [...alerts.map(({ expr }) => expr), ...panels.flatMap(({ queries }) => queries.map(({ expr }) => expr))]
  return [...new Set(expressions.join(' ').match(/(?:stitchlog|nodejs|process)_\w+/g))].map((name) => name.replace(suffix, '')).sort()
}

/** Whether this machine has promtool. On a build machine it has to: there a missing part fails the tests instead of passing them over. */
export function canRunPromtool(): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  if (['promtool', 'prometheus'].every((command) => folders.some((folder) => existsSync(join(folder, command))))) return true
  const message = 'prometheus and promtool missing: the alerts cannot be tested'
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`\n!!! SKIPPED: ${message} !!!\n`)
  return false
}
