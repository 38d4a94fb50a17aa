import { type SpawnOptions, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { processEnvironment } from './process-environment.ts'
import type { Outcome, Run } from './run-before.ts'

const timeoutMs = 280_000

const runBefore = new URL('run-before.ts', import.meta.url).href

/**
 * Runs a command, or several, to the end several times in one process: the last time as everybody does, and before that as `run-before.ts` does.
 *
 * @param file absolute path
 * @param runs the last one is of `file`; no variable is set but those that are named, so that a command which began its work would say what it lacks
 * @returns how each of them ended
 */
export function runInTurn(file: string, runs: readonly Run[]): Outcome[] {
  const { args, options } = commandOf(file, runs)
  const child: SpawnSyncReturns<string> = spawnSync(process.execPath, args, { ...options, encoding: 'utf8', timeout: timeoutMs })
  const { status, stdout, stderr, output } = child
  return outcomesOf(output[3], { status, stdout, stderr })
}

/** The same, while this process goes on: for commands that speak to it. */
export async function runInTurnBeside(file: string, runs: readonly Run[]): Promise<Outcome[]> {
  const { args, options } = commandOf(file, runs)
  const child = spawn(process.execPath, args, { ...options, timeout: timeoutMs })
  const texts = child.stdio.slice(1).map((stream) => (stream instanceof Readable ? text(stream) : ''))
  const [[status], stdout = '', stderr = '', before = ''] = await Promise.all([once(child, 'close'), ...texts])
  return outcomesOf(before, { status, stdout, stderr })
}

function commandOf(file: string, runs: readonly Run[]) {
  const { args = [], environment = {} } = runs.at(-1) ?? {}
  const env = { ...processEnvironment, ...environment, RUN_BEFORE: JSON.stringify(runs.slice(0, -1)) }
  const options = { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] } satisfies SpawnOptions
  return { args: ['--import', runBefore, file, ...args], options }
}

function outcomesOf(before: string | null | undefined, last: Pick<Outcome, 'status' | 'stdout' | 'stderr'>): Outcome[] {
  const outcomes: Outcome[] = JSON.parse(before || '[]')
  return [...outcomes, { ...last, left: [] }]
}
