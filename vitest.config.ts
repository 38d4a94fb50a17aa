import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Compiled once, not again in each of the hundreds of processes that the tests start.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node-compile')

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'services/**/*.test.ts', 'tests/**/*.test.ts'],
    // The view that the browser tests open is the one that the sources say.
    globalSetup: './infra/build-view.ts',
    // chDB takes one data folder a process, so each test file has a process of its own.
    pool: 'forks',
    // By default one core would stay idle, and the build machine has two.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './tests/summary-reporter.ts'],
  },
})
