import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHttpStore } from '../src/index.ts'

const asked: { readonly statement: string; readonly settings: URLSearchParams }[] = []
let server: Server
let url: string
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const settings = new URL(request.url ?? '', 'http://localhost').searchParams
    const statement = settings.get('query') ?? (await text(request))
    asked.push({ statement, settings })
    request.resume()
    // One replica of one shard.
    response.end(statement.includes('system.clusters') ? '[1,1]\n' : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  url = `http://127.0.0.1:${address.port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

test.each([[undefined], ['main']])(
  'the server is asked to keep no statement in its query log, since they name people (cluster: %s)',
  async (cluster) => {
    asked.length = 0
    const store = openHttpStore({ url, user: 'default', password: '', database: 'default', ...(cluster === undefined ? {} : { cluster }) })
    for (const client of [store.queries, store.longQueries, store.ledgerQueries, store.jobQueries]) await client.execute('SELECT 1')
    await store.insertRows('session_spans', ['user_id'], Buffer.from('anna\n'))
    await store.close()
    expect(asked.length).toBe(cluster === undefined ? 5 : 6)
    expect(asked.map(({ settings }) => settings.get('log_queries'))).toEqual(asked.map(() => '0'))
  },
)

test('a cluster is asked to look for touched dates on all shards, and to confirm rollups once they are stored', async () => {
  asked.length = 0
  const store = openHttpStore({ url, user: 'default', password: '', database: 'default', cluster: 'main' })
  await store.jobQueries.execute('SELECT 1')
  await store.close()
  const [job] = asked
  expect(job?.settings.get('distributed_product_mode')).toBe('global')
  expect(job?.settings.get('distributed_foreground_insert')).toBe('1')
})
