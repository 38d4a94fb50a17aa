import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { ServerProcess } from '../../infra/stack/server-process.ts'

test('no port is given twice, before whoever asked for it listens', async () => {
  const ports = (await Promise.all(Array.from({ length: 20 }, (_, count) => freePorts(count)))).flat()
  expect(new Set(ports).size).toBe(ports.length)
})

test('a port that somebody listens on is passed over', async () => {
  let port = 0
  let server: Server | undefined
  // The next that would be given, unless somebody else has it.
  while (server === undefined) {
    ;[port = 0] = await freePorts(1)
    const tried = createServer().listen(port + 1, '127.0.0.1')
    server = await once(tried, 'listening').then(
      () => tried,
      () => undefined,
    )
  }
  expect(await freePorts(3)).not.toContain(port + 1)
  server.close()
})

test('no server is started where another one listens and would be taken for it', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const server = new ServerProcess({ name: 'A server', command: process.execPath, arguments: ['-e', ''], port, logFile: '/dev/null' })
  await expect(server.start()).rejects.toThrow(`another process listens on 127.0.0.1:${port}`)
  other.close()
})

test('none is one that this system gives to connections', async () => {
  const [first = 0] = (await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')).split(/\s+/).map(Number)
  expect(Math.max(...(await freePorts(100)))).toBeLessThan(first)
})
