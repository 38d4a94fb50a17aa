import { expect, test } from 'vitest'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { ServerProcess } from '../../infra/stack/server-process.ts'

test('a server of the stack goes on, and so does whoever started it, while there is no room for its log', async () => {
  const [port = 0] = await freePorts(1)
  const script = `
    process.stdout.on('error', () => {})
    let lines = 0
    setInterval(() => console.log('a line', ++lines), 10)
    require('node:http').createServer((_, response) => response.end(String(lines))).listen(${port}, '127.0.0.1')`
  const server = new ServerProcess({ name: 'a server', command: process.execPath, arguments: ['-e', script], port, logFile: '/dev/full' })
  let deaths = 0
  server.onDeath = () => deaths++
  await server.start()
  try {
    // It has found no room for each of these, and answers.
    await expect.poll(async () => Number(await (await fetch(`http://127.0.0.1:${port}`)).text())).toBeGreaterThan(20)
    expect(deaths).toBe(0)
  } finally {
    await server.stop()
  }
})
