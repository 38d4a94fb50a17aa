import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Scope, scopes } from '@stitchlog/contracts'
import { signToken } from '@stitchlog/http-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  apiOf,
  end,
  type StandaloneProcess,
  startStandalone,
  temporaryFolder,
  tokenFor,
  tokenSecret,
} from '../../services/standalone/tests/standalone-process.ts'

/** The API, fuzzed by Schemathesis from its own description, as each role. */
const version = '4.32.5'
const environment = join(import.meta.dirname, `../../node_modules/.cache/schemathesis-${version}`)
const schemathesis = join(environment, 'bin/schemathesis')

const canMakeEnvironment = () => spawnSync('python3', ['-c', 'import ensurepip, venv']).status === 0
const canFuzz = existsSync(schemathesis) || canMakeEnvironment()
if (!canFuzz) console.log('The API is not fuzzed: Python with venv is not installed (Debian: apt-get install python3-venv)')

const noLimits = Object.fromEntries(
  [
    ...['EVENT_REQUESTS', 'RELAY_REQUESTS', 'READS', 'CHANGES', 'DOWNLOAD_REQUESTS', 'ADDRESS_REQUESTS'].map((name) => `${name}_PER_MINUTE`),
    ...['NETWORK_CHANGES', 'NETWORK_ERASURES'].map((name) => `${name}_PER_HOUR`),
  ].map((name) => [`STITCHLOG_${name}`, '0']),
)

describe.runIf(canFuzz)('the API, fuzzed', () => {
  const dataFolder = temporaryFolder()
  let standalone: StandaloneProcess
  beforeAll(async () => {
    if (!existsSync(schemathesis)) {
      run('python3', '-m', 'venv', environment)
      run(join(environment, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${version}`)
    }
    standalone = await startStandalone(dataFolder, noLimits)
    const api = apiOf(standalone.address, await tokenFor(['acme']))
    expect((await api.put('/v1/networks/acme/tracking', { enabled: true })).status).toBe(200)
  })
  afterAll(async () => {
    await end(standalone.child)
    rmSync(dataFolder, { recursive: true, force: true })
  })

  const random = ['--phases', 'fuzzing,stateful']
  const roles = [
    ...scopes.map((scope) => ({ role: scope, granted: [scope], options: random, seconds: 7 })),
    // Begins with what lies at the edges of each parameter, which takes a while to make.
    { role: 'every scope', granted: scopes, options: [], seconds: 25 },
  ]
  test.each(roles)('by somebody who has $role, does what its description says', async ({ role, granted, options, seconds }) => {
    let generated = 0
    // On a busy machine it may not get to its first call within the time that it has.
    for (let time = seconds; generated === 0; time *= 3) generated = await fuzz(granted, [...options, '--max-time', String(time)])
    console.log(`${role}: ${generated} calls`)
  })

  /** How many calls it made, all of which were answered as the description says. */
  async function fuzz(granted: readonly Scope[], options: readonly string[]): Promise<number> {
    const token = await signToken(tokenSecret, { subject: 'anna', networks: ['acme'], scopes: granted, expiresInSeconds: 3600 }, Date.now())
    const common = ['--continue-on-failure', '--warnings', 'off', '--generation-database', 'none', ...options]
    const headers = ['--header', `Authorization: Bearer ${token}`]
    const config = ['--no-color', '--config-file', join(import.meta.dirname, 'schemathesis.toml')]
    const child = spawn(schemathesis, [...config, 'run', `${standalone.address}/openapi.json`, ...headers, ...common], { cwd: dataFolder })
    const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    expect(status, output.slice(0, 20_000)).toBe(0)
    expect(standalone.child.exitCode).toBe(null)
    expect(standalone.output()).not.toContain('request-failed')
    return Number(/(\d+) generated/.exec(output)?.[1] ?? 0)
  }
})

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
}
