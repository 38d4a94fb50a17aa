import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { ServerProcess } from '../../infra/stack/server-process.ts'

test('a server of the stack goes on, and so does whoever started it, while there is no room for its log', async () => {
  const [port = 0] = await freePorts(1)
  const script = `
    process.stdout.on('error', () => {})
    setInterval(() => console.log('a line'), 10)
    require('node:http').createServer((_, response) => response.end('up')).listen(${port}, '127.0.0.1')`
  const server = new ServerProcess({ name: 'a server', command: process.execPath, arguments: ['-e', script], port, logFile: '/dev/full' })
  let deaths = 0
  server.onDeath = () => deaths++
  await server.start()
  try {
    await setTimeout(200)
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('up')
    expect(deaths).toBe(0)
  } finally {
    await server.stop()
  }
})
