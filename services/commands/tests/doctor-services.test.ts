import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createListener } from 'node:net'
import { expect, test } from 'vitest'
import { examine } from '../doctor/doctor.ts'
import { readService } from '../doctor/examine-services.ts'
import type { Check } from '../doctor/finding.ts'

const node = process.versions.node

test('the doctor names services that are away, not ready, of another version or setting, or with another clock', async () => {
  let date = () => new Date()
  const service = async (build: string, status: number, body: object) => {
    const server = createServer((request, response) => {
      response.setHeader('date', date().toUTCString())
      if (request.url === '/metrics') response.end(`stitchlog_build_info{${build}} 1\n`)
      else response.writeHead(status).end(JSON.stringify(body))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }
  const query = await service(`service="query",version="0.1.0",retention_days="400",node="${node}"`, 503, {
    detail: 'ClickHouse is away: ECONNREFUSED',
  })
  const ingest = await service('service="ingest",version="0.2.0",retention_days="30",node="20.1.0"', 200, {
    status: 'ready',
    notices: ['a clock was ahead'],
  })
  const stopped = await service('', 200, {})
  stopped.server.close()
  await once(stopped.server, 'close')
  const services = [query.address, ingest.address, stopped.address]
  /** What is said of a check, but for what is fine. */
  const said = async (check: Check) => {
    const { findings } = await examine({ database: undefined, stream: undefined, services, wantedNode: node, now: Date.now })
    return findings.flatMap((finding) => (finding.check === check && finding.severity !== 'fine' ? [`${finding.severity}: ${finding.what}`] : []))
  }
  try {
    expect(await said('services')).toEqual([
      `critical: query at ${query.address} is not ready: ClickHouse is away: ECONNREFUSED.`,
      `warning: ingest at ${ingest.address} is ready, and says: a clock was ahead.`,
      `critical: ${stopped.address} does not answer (ECONNREFUSED).`,
    ])
    expect(await said('versions')).toEqual([
      expect.stringMatching(/^warning: The services differ in version: .* has 0\.1\.0, .* has 0\.2\.0\.$/),
      expect.stringMatching(/^critical: The services differ in retention_days: .* has 400, .* has 30\.$/),
    ])
    expect(await said('node')).toEqual([`warning: ingest at ${ingest.address} runs Node 20.1.0, and this version is tested with ${node}.`])
    date = () => new Date(Date.now() - 10_000)
    expect(await said('clock')).toEqual([/query/, /ingest/].map((name) => expect.stringMatching(name)))
  } finally {
    for (const { server } of [query, ingest]) server.close()
  }
})

test('a process that is frozen is told from one that is not there', async () => {
  // Takes connections, as the kernel does for a process that is stopped, and never answers.
  const frozen = createListener((socket) => socket.resume()).listen(0, '127.0.0.1')
  await once(frozen, 'listening')
  const { port } = frozen.address() as AddressInfo
  const state = await readService(`http://127.0.0.1:${port}`, Date.now, 50)
  frozen.close()
  await once(frozen, 'close')
  expect(state.failure).toBe('TimeoutError')
  expect((await readService(`http://127.0.0.1:${port}`, Date.now)).failure).toBe('ECONNREFUSED')
})
