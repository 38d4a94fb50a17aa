import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Stack, startStack } from '../../infra/stack/stack.ts'
import { prepareTestServers } from './container-stack.ts'

/** A stack on free ports and in a folder of its own, which goes with it. */
export async function startTemporaryStack(brokerCount = 1): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-stack-'))
  const [clickHousePort = 0, ...ports] = await freePorts(1 + 2 * brokerCount)
  const kafkaPorts = Array.from({ length: brokerCount }, (_, index) => ({ client: ports[2 * index] ?? 0, controller: ports[2 * index + 1] ?? 0 }))
  const stack = await startStack({ folder, kafkaPorts, clickHousePort }, prepareTestServers)
  return {
    ...stack,
    async stop() {
      await stack.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Whether this machine can run a broker. On a build machine it has to: there a missing part fails the tests instead of passing them over.
 */
export function canRunStack(): boolean {
  const missing = ['java', 'mvn'].filter((command) => spawnSync(command, ['-version']).error !== undefined)
  if (missing.length === 0) return true
  const message = `${missing.join(' and ')} missing: nothing that needs a Kafka broker can be tested`
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`\n!!! SKIPPED: ${message} !!!\n`)
  return false
}

/** Ports that nobody listens on. Another process may take one before it is used, which is rare enough. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('a server without a port')
    return address.port
  })
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
