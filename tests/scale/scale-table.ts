import { type Deployment, outageOf, planFor, stagesOfOne } from './deployment.ts'
import { simulateWeek, type WorkWeek } from './work-week.ts'

const seed = 1
const simulatedPeople = 20_000
const sizes = [1e6, 1e7, 1e8]

/** In three digits, as people write numbers. */
function shown(value: number): string {
  const units = [
    [1e12, ' trillion'],
    [1e9, ' billion'],
    [1e6, ' million'],
  ] as const
  const [size, name] = units.find(([unit]) => value >= unit) ?? [1, '']
  const digits = Number((value / size).toPrecision(3))
  return `${digits.toLocaleString('en')}${name}`
}

const rows: readonly [string, (deployment: Deployment, week: WorkWeek) => number][] = [
  ['people with an account, of whom so many are active at once', ({ people }) => people],
  ['requests a second, in the busiest minute', ({ requestsPerSecond }) => requestsPerSecond],
  ['events a second, then', ({ eventsPerSecond }) => eventsPerSecond],
  ['events a month', ({ eventsPerMonth }) => eventsPerMonth],
  ['cores for ingest', ({ ingestCores }) => ingestCores],
  ['stitchers, a core each', ({ stitchers }) => stitchers],
  ['MiB of each, with all of its open spans', ({ stitcherMiB }) => stitcherMiB],
  ['partitions', ({ partitions }) => partitions],
  ['MB a second into Kafka', ({ kafkaMBPerSecond }) => kafkaMBPerSecond],
  ['TiB in Kafka: 7 days, 3 copies', ({ kafkaTiB }) => kafkaTiB],
  ['rows a second into ClickHouse', ({ rowsPerSecond }) => rowsPerSecond],
  ['shards', ({ shards }) => shards],
  ['TiB more in ClickHouse each month, 2 copies', ({ diskTiBPerMonth }) => diskTiBPerMonth],
  ['minutes for the rollup of a night', ({ rollupMinutes }) => rollupMinutes],
  ['events that wait after an hour without stitchers', (deployment, week) => outageOf(deployment, week).backlog],
  ['minutes until they are worked off', (deployment, week) => outageOf(deployment, week).minutes],
]

/** The tables of docs/scale.md. */
export function scaleTables(): string {
  const week = simulateWeek(simulatedPeople, seed)
  const plans = sizes.map((concurrent) => planFor(concurrent, week))
  const table = [
    ['active at once', ...sizes.map(shown)],
    ['---', ...sizes.map(() => '---:')],
    ...rows.map(([name, value]) => [name, ...plans.map((plan) => shown(value(plan, week)))]),
  ]
  const stages = [
    ['one of each', 'is busy all the time at so many active at once'],
    ['---', '---:'],
    ...stagesOfOne().map((s) => [s.name, shown(s.concurrent)]),
  ]
  const text = (cells: string[][]) => cells.map((row) => `| ${row.join(' | ')} |`).join('\n')
  const shares = `In the simulated week ${percent(week.peak)} of all people are active in the busiest minute and ${percent(week.mean)} on average; a person has ${shown(week.partsPerPersonAndDay)} session parts a day.`
  return `${shares}\n\n${text(table)}\n\n${text(stages)}`
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
