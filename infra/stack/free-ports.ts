import { createServer } from 'node:net'

/**
 * Below the ports that systems give to connections, and to servers that take any: a server that is not listening yet, or is being started again, would lose
 * its port to them.
 */
const all = { first: 10_000, end: 32_768 }

/** Processes that run tests beside each other are numbered, and each has a share of its own: a port may be given long before anybody listens on it. */
const shareCount = 8
const share = (all.end - all.first) / shareCount
const nth = Number(process.env['VITEST_POOL_ID'] ?? Number.NaN) % shareCount
const firstPort = Number.isNaN(nth) ? all.first : all.first + nth * share
const endPort = Number.isNaN(nth) ? all.end : firstPort + share

/** Each process begins elsewhere and goes on from there, so that it gives no port twice, and hardly ever one that another has given. */
let next = firstPort + Math.floor(Math.random() * (endPort - firstPort))

/** Ports of 127.0.0.1 that nobody listens on. @throws Error if there are not so many */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  for (let tries = firstPort; ports.length < count; tries++) {
    if (tries === endPort) throw new Error('no free ports')
    const port = next++
    if (next === endPort) next = firstPort
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (isListening) await new Promise((resolve) => server.close(resolve))
  return isListening
}
