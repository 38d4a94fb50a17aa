import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Health } from './health.ts'

/** The metrics of one process, including Node's default metrics. */
export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** What a process runs: `stitchlog_build_info`, which is 1. */
export interface BuildInfo {
  readonly service: string
  /** The version of Stitchlog. */
  readonly version: string
  /** The newest migration that this version knows. */
  readonly schema: string
  readonly retentionDays: number
}

/** Reports what a process runs, so that processes that differ can be found. */
export function reportBuild(metrics: Registry, { service, version, schema, retentionDays }: BuildInfo): void {
  new Gauge({
    name: 'stitchlog_build_info',
    help: 'What this process runs; always 1.',
    labelNames: ['service', 'version', 'schema', 'retention_days', 'node'],
    registers: [metrics],
  }).set({ service, version, schema, retention_days: retentionDays, node: process.versions.node }, 1)
}

/** A gauge whose value is read when the metrics are scraped; undefined leaves it out. */
export function reportGauge(metrics: Registry, name: `stitchlog_${string}`, help: string, read: () => number | undefined): void {
  new Gauge({
    name,
    help,
    registers: [metrics],
    collect() {
      this.reset()
      const value = read()
      if (value === undefined) this.remove()
      else this.set(value)
    },
  })
}

/** Reports how old the ledger is that a process decides by. */
export function reportLedgerAge(metrics: Registry, ledger: { readonly knownUntil: number; now(): number }): void {
  reportGauge(metrics, 'stitchlog_ledger_age_seconds', 'How far back the ledger is known by which this process decides: 1 to 3 s as a rule.', () =>
    Number.isFinite(ledger.knownUntil) ? Math.max(0, (ledger.now() - ledger.knownUntil) / 1000) : undefined,
  )
}

/** Reports by how much the clocks of servers are ahead of this one, each in milliseconds; those that are not known are left out. */
export function reportClockDifferences(metrics: Registry, read: () => Readonly<Record<string, number | undefined>>): void {
  new Gauge({
    name: 'stitchlog_clock_difference_seconds',
    help: 'By how much the clock of a server is ahead of this one, or behind it if negative.',
    labelNames: ['server'],
    registers: [metrics],
    collect() {
      this.reset()
      for (const [server, ms] of Object.entries(read())) if (ms !== undefined) this.set({ server }, ms / 1000)
    },
  })
}

/** Reports which dependencies respond, and how often they failed. */
export function reportHealth(metrics: Registry, ...healths: readonly Health[]): void {
  new Gauge({
    name: 'stitchlog_dependency_up',
    help: 'Whether what the process depends on responds: 1, or 0.',
    labelNames: ['dependency'],
    registers: [metrics],
    collect() {
      for (const { dependency, isAvailable } of healths.flatMap((health) => health.dependencies)) this.set({ dependency }, isAvailable ? 1 : 0)
    },
  })
  const reported = new Map<string, number>()
  new Counter({
    name: 'stitchlog_dependency_errors_total',
    help: 'Failures of what the process depends on, by the symbol, errno or class of the error.',
    labelNames: ['dependency', 'code'],
    registers: [metrics],
    collect() {
      for (const { dependency, code, count } of healths.flatMap((health) => health.failures)) {
        const key = `${dependency} ${code}`
        this.inc({ dependency, code }, count - (reported.get(key) ?? 0))
        reported.set(key, count)
      }
    },
  })
}
