import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clickHouseVariables, openHttpStore, readNetworkDays, readSessionParts } from '@stitchlog/store'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** What reads may cost, as a ClickHouse server is told. */
let release = () => {}
let held: Promise<void> | undefined
const asked: URLSearchParams[] = []
const server = createServer(async (request, response) => {
  asked.push(new URL(request.url ?? '', 'http://x').searchParams)
  await held
  response.end()
})
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => server.close())

const variables = { CLICKHOUSE_READ_TIMEOUT_SECONDS: '7', CLICKHOUSE_READ_MEMORY_MIB: '100', CLICKHOUSE_READS_AT_ONCE: '3' }
const open = () =>
  openHttpStore(clickHouseVariables.parse({ CLICKHOUSE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...variables }))
const range = { from: '2026-11-01', to: '2026-11-25' }

test('the server ends a read that takes too long, takes too much memory, or is not waited for', async () => {
  const store = open()
  await readSessionParts(store, 'acme', 'anna', range)
  await readNetworkDays(store, { networkId: 'acme', range, cutoff: 0 })
  expect(asked).toHaveLength(2)
  for (const settings of asked) {
    expect(Object.fromEntries(settings)).toMatchObject({
      max_execution_time: '7',
      max_memory_usage: String(100 * 2 ** 20),
      cancel_http_readonly_queries_on_client_close: '1',
    })
  }
  await store.close()
})

test('a process sends few reads to the server at once', async () => {
  asked.length = 0
  held = new Promise((resolve) => {
    release = resolve
  })
  const store = open()
  const reads = Array.from({ length: 20 }, () => readSessionParts(store, 'acme', 'anna', range))
  await expect.poll(() => asked.length).toBe(3)
  // What is no such read overtakes those that wait, and none of them comes before it.
  const job = store.jobQueries.execute('SELECT 1')
  await expect.poll(() => asked.length).toBe(4)
  release()
  await Promise.all([...reads, job])
  expect(asked).toHaveLength(21)
  await store.close()
})
