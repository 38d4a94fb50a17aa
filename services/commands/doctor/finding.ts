/** The parts of an installation that are looked at, in this order. */
export const checks = [
  'node',
  'database',
  'schema',
  'settings',
  'rights',
  'ttl',
  'disk',
  'replication',
  'ledger',
  'mutations',
  'clock',
  'rollup',
  'erasures',
  'ledger-export',
  'backup',
  'stream-alarms',
  'brokers',
  'topics',
  'partitions',
  'group',
  'lag',
  'dead-letters',
  'services',
  'directory',
  'versions',
] as const

export type Check = (typeof checks)[number]

/** fine: nothing to do. warning: look at it today. critical: data is lost, shown wrongly, kept too long or not shown. unknown: could not be asked. */
type Severity = 'fine' | 'warning' | 'critical' | 'unknown'

/** What mends a finding, where that is safe. */
export interface Fix {
  readonly run: () => Promise<unknown>
  /** What is so afterwards, in plain words. */
  readonly done: string
}

/** The result of one look, without personal data and without secrets. */
export interface Finding {
  readonly check: Check
  readonly severity: Severity
  /** In plain words, one sentence. */
  readonly what: string
  /** What to do; absent if nothing has to be done. */
  readonly advice?: string
  readonly fix?: Fix
}

export const fine = (check: Check, what: string): Finding => ({ check, severity: 'fine', what })

/** `1 record has`, or `2 records have`. */
export const counted = (count: number | bigint, one: string, many: string) => `${count} ${count === 1 || count === 1n ? one : many}`
