import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { processEnvironment } from './process-environment.ts'
import type { Outcome, Run } from './run-before.ts'

const runBefore = new URL('run-before.ts', import.meta.url).href

/**
 * Runs a command, or several, to the end several times in one process: the last time as everybody does, and before that as `run-before.ts` does.
 *
 * @param file absolute path
 * @param runs the last one is of `file`; no variable is set but those that are named, so that a command which began its work would say what it lacks
 * @returns how each of them ended
 */
export function runInTurn(file: string, runs: readonly Run[]): Outcome[] {
  const { args = [], environment = {} } = runs.at(-1) ?? {}
  const child: SpawnSyncReturns<string> = spawnSync(process.execPath, ['--import', runBefore, file, ...args], {
    env: { ...processEnvironment, ...environment, RUN_BEFORE: JSON.stringify(runs.slice(0, -1)) },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: 280_000,
  })
  const { status, stdout, stderr, output } = child
  const before: Outcome[] = JSON.parse(output[3] || '[]')
  return [...before, { status, stdout, stderr, left: [] }]
}
