import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Scope, scopes } from '@stitchlog/contracts'
import { signToken } from '@stitchlog/http-kit'
import { beforeAll, describe, expect, test } from 'vitest'
import { shareStandalone } from '../../services/standalone/tests/shared-standalone.ts'
import { tokenSecret } from '../../services/standalone/tests/standalone-process.ts'
import { rounds } from '../rounds.ts'
import { canInstallSchemathesis, installSchemathesis, schemathesis } from './schemathesis.ts'

const canFuzz = canInstallSchemathesis()
if (!canFuzz) console.log('The API is not fuzzed: Python with venv is not installed (Debian: apt-get install python3-venv)')

const noLimits = Object.fromEntries(
  [
    ...['EVENT_REQUESTS', 'RELAY_REQUESTS', 'READS', 'CHANGES', 'DOWNLOAD_REQUESTS', 'ADDRESS_REQUESTS'].map((name) => `${name}_PER_MINUTE`),
    ...['NETWORK_CHANGES', 'NETWORK_ERASURES'].map((name) => `${name}_PER_HOUR`),
  ].map((name) => [`STITCHLOG_${name}`, '0']),
)

// By Schemathesis, from the API's own description, as each role.
describe.runIf(canFuzz)('the API, fuzzed', () => {
  const shared = shareStandalone(['acme'], noLimits)
  beforeAll(installSchemathesis)

  test('by people with any one scope, by turns, does what its description says', async () => {
    const [sent, ...tokens] = await Promise.all([scopes, ...scopes.map((scope) => [scope])].map(tokenOf))
    const counts = tokens.map(() => 0)
    let turn = 0
    const proxy = await swappingProxy(Number(new URL(shared().address).port), sent ?? '', () => {
      const nth = turn++ % tokens.length
      counts[nth] = (counts[nth] ?? 0) + 1
      return tokens[nth] ?? ''
    })
    try {
      // On a busy machine it may not get to a call of each within the time that it has.
      for (let seconds = rounds(10, 30); counts.includes(0); seconds *= 3)
        await fuzz(`http://127.0.0.1:${proxy.port}`, sent ?? '', ['--phases', 'fuzzing,stateful', '--max-time', String(seconds)])
    } finally {
      proxy.server.close()
    }
    console.log(`calls by scope: ${scopes.map((scope, nth) => `${scope} ${counts[nth]}`).join(', ')}`)
  })

  // Begins with what lies at the edges of each parameter, which takes a while to make.
  test('by somebody who has every scope, does what its description says', async () => {
    let generated = 0
    for (let seconds = rounds(4, 30); generated === 0; seconds *= 3)
      generated = await fuzz(shared().address, await tokenOf(scopes), ['--max-time', String(seconds)])
    console.log(`every scope: ${generated} calls`)
  })

  const tokenOf = (granted: readonly Scope[]) =>
    signToken(tokenSecret, { subject: 'anna', networks: ['acme'], scopes: granted, expiresInSeconds: 3600 }, Date.now())

  /** How many calls it made, all of which were answered as the description says. */
  async function fuzz(address: string, token: string, options: readonly string[]): Promise<number> {
    const common = ['--continue-on-failure', '--warnings', 'off', '--generation-database', 'none', ...options]
    const headers = ['--header', `Authorization: Bearer ${token}`]
    const config = ['--no-color', '--config-file', join(import.meta.dirname, 'schemathesis.toml')]
    const child = spawn(schemathesis, [...config, 'run', `${address}/openapi.json`, ...headers, ...common], { cwd: shared().dataFolder })
    const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    expect(status, output.slice(0, 20_000)).toBe(0)
    expect(shared().child.exitCode).toBe(null)
    expect(shared().output()).not.toContain('request-failed')
    return Number(/(\d+) generated/.exec(output)?.[1] ?? 0)
  }
})

/** Passes everything on to a port, each time with another token in place of this one. */
async function swappingProxy(port: number, sent: string, next: () => string): Promise<{ server: Server; port: number }> {
  const server = createServer((client) => {
    const service = connect(port, '127.0.0.1')
    // A request's headers come in one piece.
    client.on('data', (chunk) => service.write(Buffer.from(chunk.toString('latin1').replaceAll(sent, next), 'latin1')))
    client.on('end', () => service.end())
    service.pipe(client)
    for (const [socket, other] of [
      [client, service],
      [service, client],
    ] as const)
      socket.on('error', () => other.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { server, port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
}
