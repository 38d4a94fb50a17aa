import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { deadLetterTopic, eventsTopic } from '@stitchlog/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ScimServer, scimUser } from '../../services/query/tests/scim-server.ts'
import { shareBroker } from './shared-broker.ts'
import { TestSystem } from './test-system.ts'

/** Words that are in no id. */
const names = { 'u-1': 'Wilhelmina Quastenflosser', 'u-2': 'Xaver Zwiebelfisch', 'u-3': 'Ernestine Niegesehen' }
const departments = { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Vogelwarte' } }
const words = [...Object.values(names).flatMap((name) => name.split(' ')), 'Vogelwarte', 'quasten', 'zwiebel']

/** As they are, in any case and as hexadecimal digits, which statements have. */
const pattern = new RegExp(
  words.flatMap((word) => [word, ...[word, word.toLowerCase()].map((text) => Buffer.from(text).toString('hex'))]).join('|'),
  'i',
)

const minuteMs = 60_000

let scim: ScimServer
let traces: Server
let system: TestSystem
let token: string
let query: string
const traced: Buffer[] = []
const passed: Buffer[] = []

beforeAll(async () => {
  scim = await ScimServer.start()
  scim.users = Object.entries(names).map(([id, name]) => scimUser(id, name, departments))
  traces = createServer(async (request, response) => {
    traced.push(await buffer(request))
    response.end('{}')
  })
  await new Promise<void>((resolve) => traces.listen(0, '127.0.0.1', resolve))
  const { port } = traces.address() as AddressInfo
  system = await TestSystem.startOnSharedBroker({
    STITCHLOG_SCIM_URL: scim.address,
    STITCHLOG_SCIM_TOKEN: scim.token,
    STITCHLOG_SCIM_NETWORKS: 'acme',
    STITCHLOG_SCIM_REFRESH_SECONDS: '30',
    STITCHLOG_LOG_LEVEL: 'debug',
    STITCHLOG_ROLLUP_CRON: '*/5 * * * * *',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  })
  for (const proxy of [system.clickHouseProxy, ...system.kafkaProxies]) proxy.onPassed = (bytes) => passed.push(bytes)
  const services = await Promise.all((['ingest', 'stitcher', 'rollup', 'query'] as const).map((name) => system.startService(name)))
  await Promise.all(services.map((service) => service.ready()))
  token = await system.tokenFor(['acme', 'other'])
  query = `${services[3]?.address}/v1/networks/acme`
  const ingest = `${services[0]?.address}/v1`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  await fetch(`${ingest}/networks/acme/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
  const now = Date.now()
  const events = ['u-1', 'u-2', 'u-2'].map((userId) => ({ networkId: 'acme', userId, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: now }))
  const answer = await fetch(`${ingest}/events`, { method: 'POST', headers, body: JSON.stringify({ events }) })
  expect(await answer.json()).toMatchObject({ accepted: 3 })
}, 300_000)
afterAll(async () => {
  await system?.stop()
  await scim?.stop()
  traces?.close()
})

const read = async (path: string) => {
  const answer = await fetch(query + path, { headers: { authorization: `Bearer ${token}` } })
  return await answer.text()
}

describe('names', () => {
  test('are in the answers of the query service', { timeout: 2 * minuteMs }, async () => {
    // They are stored and rolled up one by one.
    await expect.poll(() => read('/users'), { timeout: minuteMs }).toMatch(/Quastenflosser.*Zwiebelfisch|Zwiebelfisch.*Quastenflosser/s)
    expect(await read('/users?search=quasten')).toContain('"userId":"u-1"')
    expect(await read('/users?search=Ernestine%20nie&everyone=true')).toContain('"userId":"u-3"')
    expect(await read('/users?search=Zwiebelfisch&sort=user&order=desc')).toContain('Xaver')
    for (const path of ['/users.csv?search=xaver', '/users/u-1/days', '/users/u-1/sessions.csv?lang=nl', '/access-log']) {
      expect(await read(path), path).toMatch(/Quastenflosser|Zwiebelfisch/)
    }
    await read('/users.xlsx?everyone=true')
    await read('/users/u-1/sessions.xlsx')
    expect(await read('/users?search=Vogelwarte')).toContain('Vogelwarte')
  })

  test('are not said either where the directory fails and quotes them', { timeout: 2 * minuteMs }, async () => {
    scim.instead = (_request, response) => scim.send(response, 500, { detail: Object.values(names) })
    const failed = () => fetch(query.replace('/v1/networks/acme', '/metrics')).then((answer) => answer.text())
    // Half a minute later the people are old, and are read again.
    const look = async () => {
      await read('/users?search=Quastenflosser')
      return await failed()
    }
    await expect.poll(look, { timeout: minuteMs, interval: 1000 }).toMatch(/stitchlog_directory_readings_total\{outcome="server-error"\} [1-9]/)
    expect(await read('/users?search=Quastenflosser')).toContain('Wilhelmina')
  })

  test('are in no record of Kafka', async () => {
    const records = [...(await system.readTopic(eventsTopic)), ...(await system.readTopic(deadLetterTopic))]
    expect(records.length).toBeGreaterThan(0)
    expect(records.filter(({ value }) => pattern.test(String(value)))).toEqual([])
  })

  test('are in no table of ClickHouse, not in its own logs of statements either', async () => {
    const { queries } = system.store
    await queries.execute('SYSTEM FLUSH LOGS').catch(() => {})
    const tables = await queries.selectRows<[string, string]>(
      `SELECT database, name FROM system.tables WHERE engine NOT LIKE '%View' AND total_rows > 0 AND (database = currentDatabase() OR name LIKE '%_log')`,
    )
    expect(tables.map(([, name]) => name)).toEqual(expect.arrayContaining(['session_spans', 'access_log', 'user_days']))
    for (const [database, name] of tables) {
      const rows = await queries.selectRows(`SELECT * FROM \`${database}\`.\`${name}\``)
      expect(pattern.exec(JSON.stringify(rows)), `${database}.${name}`).toBeNull()
    }
  })

  test('were in nothing that was sent to either', async () => {
    // A network without a directory is searched by the database, so what is looked at is what was sent.
    const answer = await fetch(query.replace('acme', 'other/users?search=Kontrollwort'), { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(200)
    const sent = Buffer.concat(passed)
    expect(sent.includes(Buffer.from('Kontrollwort').toString('hex'))).toBe(true)
    expect(sent.includes('"userId":"u-1"')).toBe(true)
    expect(pattern.exec(sent.toString('latin1'))).toBeNull()
  })

  test('are in no log, no metric and no trace', async () => {
    const logs = join(system.folder, 'logs')
    const files = await readdir(logs)
    expect(files).toHaveLength(4)
    for (const file of files) {
      const text = await readFile(join(logs, file), 'utf8')
      expect(text.length, file).toBeGreaterThan(0)
      expect(pattern.exec(text), file).toBeNull()
    }
    for (const { address, name } of system.services) {
      const metrics = await (await fetch(`${address}/metrics`)).text()
      expect(metrics, name).toContain('stitchlog_')
      expect(pattern.exec(metrics), name).toBeNull()
    }
    // They are sent in the order in which the calls ended, of which this is the last.
    await read('/days.csv')
    await expect.poll(() => Buffer.concat(traced).includes('/days.csv')).toBe(true)
    expect(pattern.exec(Buffer.concat(traced).toString('latin1'))).toBeNull()
  })

  test('are in no file that any of them wrote', { timeout: 2 * minuteMs }, async () => {
    const found: string[] = []
    let looked = 0
    // Servers go on writing and deleting: what is gone when its turn comes is passed over.
    const lookIn = async (folder: string): Promise<void> => {
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) await lookIn(path)
        if (!entry.isFile()) continue
        const bytes = await readFile(path).catch(() => Buffer.alloc(0))
        looked++
        if (pattern.test(bytes.toString('latin1'))) found.push(path)
      }
    }
    for (const folder of [system.folder, (await shareBroker()).folder]) await lookIn(folder)
    expect(found).toEqual([])
    expect(looked).toBeGreaterThan(100)
  })
})
