import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { environmentWithInput } from './config.ts'

const descriptor = 3

/**
 * Runs this command again in a child process with standard input under another descriptor, and exits with its status. The embedded store takes
 * standard input away from its process (see `shieldStandardInput`), and Node cannot move a descriptor within a process.
 */
export function runWithInputAside(): void {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: ['ignore', 'inherit', 'inherit', 0],
    env: environmentWithInput(descriptor),
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128 + constants.signals[signal])))
}
