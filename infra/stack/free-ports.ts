import { createServer } from 'node:net'

/**
 * Below the ports that systems give to connections, and to servers that take any: a server that is not listening yet, or is being started again, would lose
 * its port to them.
 */
const firstPort = 10_000
const endPort = 32_768

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
