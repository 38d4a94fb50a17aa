import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import LongestFirst from './tests/longest-first.ts'
import { memoryFolder } from './tests/memory-folder.ts'

// Compiled once, not again in each of the hundreds of processes that the tests start.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node-compile')

const inMemory = memoryFolder()
if (inMemory !== undefined) {
  process.env['TMPDIR'] ??= inMemory
  process.env['TEST_RUN_FOLDER'] ??= inMemory
}

/** Of nothing but a cluster. */
const shardTests = 'tests/distributed/shards.test.ts'

/** Provoke faults of real systems, over minutes: `npm run test:faults`. */
const faultTests = 'tests/faults/*.test.ts'

/** Are run there once more, with a server that keeps browsers waiting. */
const overSlowLine = 'tests/browser/**/view-*.test.ts'

/** Of the others, those that repeat themselves more often there: who imports `tests/rounds.ts`. */
const repeatedTests = globSync('{packages,services,tests}/**/*.test.ts', { cwd: import.meta.dirname, exclude: ['**/node_modules/**'] }).filter(
  (file) => readFileSync(join(import.meta.dirname, file), 'utf8').includes("/rounds.ts'"),
)

/** A few for each run. `npm run test:cluster` runs all that can be run on a cluster. */
const clusterTests =
  process.env['CLUSTER_TESTS'] === 'all'
    ? [
        'packages/store/tests/{agreed-settings,backup,closed-lists,read-folded-ledger,read-latest-time-zone,search-users,shared-ledger,store,wrong-clocks}.test.ts',
        'packages/store/tests/sessions-view*.test.ts',
        // Not its schedule, whose tests stop the clock by which a connection waits.
        'services/rollup/tests/{nights,privacy,touched-dates}.test.ts',
        'services/rollup/tests/*.property.test.ts',
        shardTests,
      ]
    : ['packages/store/tests/{read-latest-time-zone,store}.test.ts', shardTests]

const dependencies = '**/node_modules/**'

/** For files that share processes. */
const leaveAsFound = './tests/leave-as-found.ts'

export default defineConfig({
  test: {
    // Node strips the types and loads the modules by itself, as it does in the services. Vite's transformed each of them once more in each file.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    sequence: { sequencer: LongestFirst },
    // The build machine has two cores, and many files mostly wait: for services, an engine, the end of a session.
    maxWorkers: 4,
    // For a machine that is busy with something else too: what is green costs no more by it.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', './tests/summary-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          // Beside the file that it is about: needs nothing but that, and leaves nothing behind.
          name: 'quick',
          include: ['packages/**/*.test.ts', 'services/**/*.test.ts'],
          exclude: ['**/tests/**', dependencies],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['packages/**/tests/**/*.test.ts', 'services/**/tests/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: [faultTests, shardTests, dependencies],
          // The view that the browser tests open is the one that the sources say.
          globalSetup: './tests/prepare.ts',
          // chDB takes one data folder a process, but several in turn.
          pool: 'forks',
          isolate: false,
          setupFiles: leaveAsFound,
        },
      },
      {
        extends: true,
        test: {
          // The same tests once more, against several genuine ClickHouse nodes that their files share.
          name: 'cluster',
          include: clusterTests,
          globalSetup: './tests/start-cluster.ts',
          pool: 'forks',
          isolate: false,
          setupFiles: leaveAsFound,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: [faultTests, overSlowLine, ...repeatedTests],
          env: { TEST_ROUNDS: 'many' },
          globalSetup: './tests/prepare.ts',
          pool: 'forks',
        },
      },
    ],
  },
})
