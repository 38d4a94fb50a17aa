// npm run bench -- [--rounds 3] [--only TEXT] [--against FOLDER] [--size full] [--write no]
//
// Runs the benchmarks on servers of this machine that it starts itself: those whose name has the text, or all. With --against, each of them also runs
// in another checkout, by turns. Prints the lowest, median and highest of each figure, and of user and system CPU time as the operating system counts
// it; --write yes puts the table into docs/benchmarks.md and all figures into docs/benchmarks.json. --size small is for trying it out. Workloads are the
// same each time.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { type Figure, figuresIn } from './figures.ts'
import { cpuSecondsOfChildren, quantile } from './process-cost.ts'

endWithHelpIfAsked(import.meta.filename)

const root = resolve(import.meta.dirname, '../..')
const { rounds: roundsText = '3', only = '', against, size = 'full', write = 'no' } = benchOptions('rounds', 'only', 'against', 'size', 'write')
const rounds = Number(roundsText)
const isSmall = size === 'small'

interface Benchmark {
  readonly name: string
  readonly script: string
  readonly flags?: readonly string[]
  readonly full: readonly string[]
  readonly small: readonly string[]
}

const benchmarks: readonly Benchmark[] = [
  { name: 'stitcher', script: 'stitcher.ts', full: ['1'], small: ['1', '200000'] },
  { name: 'replay', script: 'replay.ts', full: ['20000000', '1000000'], small: ['200000', '10000'] },
  { name: 'ingest', script: 'ingest.ts', full: ['--seconds', '10'], small: ['--seconds', '1'] },
  { name: 'backlog', script: 'backlog.ts', full: ['--events', '10000000'], small: ['--events', '100000'] },
  { name: 'read a user', script: 'read-user.ts', full: ['--spans', '10000000'], small: ['--spans', '100000', '--reads', '20'] },
  { name: 'overview', script: 'overview.ts', full: [], small: ['--users', '1000', '--reads', '3'] },
  {
    name: 'CSV',
    script: 'csv-export.ts',
    flags: ['--expose-gc', '--max-semi-space-size=4'],
    full: [],
    small: ['--sessions', '2000', '--days', '100'],
  },
  { name: 'rollup', script: 'rollup.ts', full: ['--spans', '20000000'], small: ['--spans', '20000'] },
]

interface Measured extends Figure {
  readonly bench: string
  readonly side: string
  readonly round: number
  readonly load: number
}

const sides = [{ name: 'here', folder: root }, ...(against === undefined ? [] : [{ name: 'against', folder: resolve(against) }])]
const all: Measured[] = []
for (let round = 1; round <= rounds; round++) {
  for (const bench of benchmarks.filter(({ name }) => name.includes(only))) {
    // Each side begins as often as the other.
    for (const { name: side, folder } of round % 2 === 1 ? sides : sides.toReversed()) {
      if (!existsSync(join(folder, 'tests/bench', bench.script))) continue
      const load = loadavg()[0] ?? 0
      for (const figure of await run(bench, folder)) all.push({ ...figure, bench: bench.name, side, round, load })
      console.error(`round ${round}, ${side}: ${bench.name}, at a load of ${load.toFixed(1)}`)
    }
  }
}
const machine = await describeMachine()
const table = tableOf(all)
console.log(`${machine}\n\n${table}`)
if (write === 'yes') await writeResults()

async function run({ script, flags = [], full, small }: Benchmark, folder: string): Promise<Figure[]> {
  const before = cpuSecondsOfChildren()
  const beganAt = performance.now()
  const child = spawn(join(folder, 'node_modules/.bin/node'), [...flags, join(folder, 'tests/bench', script), ...(isSmall ? small : full)], {
    cwd: folder,
    env: { ...process.env, BENCH_FIGURES: 'json' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${output}`)
  const after = cpuSecondsOfChildren()
  return [
    ...figuresIn(output),
    { what: 'all of it: user CPU', value: after.user - before.user, unit: 's' },
    { what: 'all of it: system CPU', value: after.system - before.system, unit: 's' },
    { what: 'all of it: time', value: (performance.now() - beganAt) / 1000, unit: 's' },
  ]
}

function tableOf(measured: readonly Measured[]): string {
  const rows = [...Map.groupBy(measured, ({ bench, side, what, unit }) => [bench, what, side, unit].join('\t'))].map(([key, figures]) => {
    const [bench, what, side, unit] = key.split('\t')
    const values = figures.map(({ value }) => value)
    const shown = [quantile(values, 0), quantile(values, 0.5), quantile(values, 1)].map((value) => String(Number(value.toPrecision(3))))
    const loads = figures.map(({ load }) => load)
    const load = `${quantile(loads, 0).toFixed(1)} – ${quantile(loads, 1).toFixed(1)}`
    return [bench, what, ...(sides.length > 1 ? [side] : []), unit, ...shown, load]
  })
  const head = ['benchmark', 'figure', ...(sides.length > 1 ? ['side'] : []), 'unit', 'lowest', 'median', 'highest', 'load before']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

async function describeMachine(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'node_modules/chdb/package.json'), 'utf8'))
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const date = new Date().toISOString().slice(0, 10)
  return `${date}, ${rounds} rounds. ${cpus().length} cores of ${cpu?.model.trim()}, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}, chDB ${version}.`
}

async function writeResults(): Promise<void> {
  const file = join(root, 'docs/benchmarks.md')
  const [begin, end] = ['<!-- npm run bench: begin -->', '<!-- npm run bench: end -->']
  const before = await readFile(file, 'utf8')
  const [head, rest = ''] = before.split(begin)
  const [, tail] = rest.split(end)
  if (tail === undefined) throw new Error(`${file} has no place for the table`)
  await writeFile(file, `${head}${begin}\n\n${machine}\n\n${table}\n\n${end}${tail}`)
  await writeFile(join(root, 'docs/benchmarks.json'), `${JSON.stringify({ machine, measured: all }, undefined, 2)}\n`)
}
