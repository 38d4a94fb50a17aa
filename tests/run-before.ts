import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

// Loaded before a command by `node --import`: runs it in other ways, and other commands, first, in the same process. Most of what a start costs is the
// loading of modules, and these are loaded once. RUN_BEFORE says how, as JSON; descriptor 3 takes how each run ended.

/** With which arguments and further variables a command runs. */
export interface Run {
  /** Another command; absolute path. */
  readonly file?: string
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** How a run ended, and what it said. The status is null where a signal ended it. */
export interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** What it leaves that would keep a process up, if it does not end it itself. None of the last run, which has ended. */
  readonly left: readonly string[]
}

class Exit extends Error {}

const { RUN_BEFORE: runsText = '[]', ...environment } = process.env
const [node = '', main = '', ...args] = process.argv
const runs: Run[] = JSON.parse(runsText)
const outcomes: Outcome[] = []
for (const [nth, run] of runs.entries()) outcomes.push(await outcomeOf(run, nth))
process.argv = [node, main, ...args]
process.env = environment
writeFileSync(3, JSON.stringify(outcomes))

async function outcomeOf(run: Run, nth: number): Promise<Outcome> {
  const { file = main } = run
  const upBefore = process.getActiveResourcesInfo()
  const own = { exit: process.exit, stdout: process.stdout.write, stderr: process.stderr.write }
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].write = (chunk: string | Uint8Array) => {
      said[stream] += String(chunk)
      return true
    }
  }
  process.argv = [node, file, ...(run.args ?? [])]
  process.env = { PATH: environment['PATH'], ...run.environment }
  process.exit = (code) => {
    process.exitCode = code ?? process.exitCode
    throw new Exit()
  }
  let isEnded = false
  try {
    // Another address is another module, which runs anew; what it imports has been loaded.
    await import(`${pathToFileURL(file).href}?run=${nth}`)
  } catch (error) {
    isEnded = error instanceof Exit
    if (!isEnded) {
      said.stderr += String(error)
      process.exitCode = 1
    }
  }
  const status = Number(process.exitCode ?? 0)
  process.exitCode = undefined
  process.exit = own.exit
  process.stdout.write = own.stdout
  process.stderr.write = own.stderr
  // Those of a service would hide how the process itself ends.
  for (const event of ['uncaughtException', 'unhandledRejection', 'SIGTERM', 'SIGINT']) process.removeAllListeners(event)
  const left = process.getActiveResourcesInfo()
  for (const resource of upBefore) if (left.includes(resource)) left.splice(left.indexOf(resource), 1)
  return { status, ...said, left: isEnded ? [] : left }
}
