import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const version = '4.32.5'
const environment = join(import.meta.dirname, `../../node_modules/.cache/schemathesis-${version}`)

/** The command, which is the last that pip writes. */
export const schemathesis = join(environment, 'bin/schemathesis')

/** Whether it is there, or Python can make it a place. */
export const canInstallSchemathesis = () => existsSync(schemathesis) || spawnSync('python3', ['-c', 'import ensurepip, venv']).status === 0

/** Installs Schemathesis, once, in an environment of its own. */
export async function installSchemathesis(): Promise<void> {
  if (existsSync(schemathesis)) return
  const run = promisify(execFile)
  // One that was cut off.
  await rm(environment, { recursive: true, force: true })
  await run('python3', ['-m', 'venv', environment])
  await run(join(environment, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${version}`])
}
