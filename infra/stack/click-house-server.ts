// node infra/stack/click-house-server.ts PORT FOLDER
//
// ClickHouse's HTTP interface over the embedded engine, as far as Stitchlog uses it: for trying the distributed system out, and for its tests,
// on a machine without ClickHouse. No users, no settings beside the statement, one statement at a time on each of a few connections.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { Session } from 'chdb'
import { type ChdbConnection, createChdbConnection } from 'chdb/connection'

const [port, folder] = process.argv.slice(2)
if (port === undefined || folder === undefined) throw new Error('usage: click-house-server.ts PORT FOLDER')

const readerCount = 4

/** A connection runs one statement at a time, so each takes the next one that waits when it is done with its own. */
class Lane {
  readonly #connection: ChdbConnection
  #last: Promise<unknown> = Promise.resolve()
  waiting = 0

  constructor(path: string) {
    this.#connection = createChdbConnection({ path })
  }

  run<T>(use: (connection: ChdbConnection) => Promise<T>): Promise<T> {
    this.waiting++
    const result = this.#last.then(() => use(this.#connection)).finally(() => this.waiting--)
    this.#last = result.catch(() => {})
    return result
  }
}

// Backups of tests and trials go anywhere. The first connection to a folder says how the engine is configured.
const engine = new Session(folder, { connectionArgs: ['--backups.allowed_path=/'] })
const inserts = new Lane(folder)
/** A switch does not wait behind spans. */
const ledgerInserts = new Lane(folder)
const readers = Array.from({ length: readerCount }, () => new Lane(folder))

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error)
    const code = /Code: (\d+)/.exec(message)?.[1] ?? '1002'
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain', 'x-clickhouse-exception-code': code })
    response.end(message.startsWith('Code:') ? message : `Code: ${code}. DB::Exception: ${message}. (UNKNOWN_EXCEPTION)`)
  })
})
// Connections are kept open longer than the client keeps them idle, as a server does.
server.keepAliveTimeout = 10_000
server.once('close', () => engine.close())
server.listen(Number(port), '127.0.0.1')
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (url.pathname === '/ping') {
    response.end('Ok.\n')
    return
  }
  const body = await buffer(request)
  const query = url.searchParams.get('query') ?? ''
  const insert = /^\s*INSERT INTO (\w+)\s*\(([^)]*)\)\s*FORMAT (\w+)\s*$/i.exec(query)
  const [, table, columns, format] = insert ?? []
  if (table !== undefined && columns !== undefined && format === 'TabSeparated') {
    const names = columns.split(',').map((name) => name.trim().replaceAll('`', ''))
    const settings = { async_insert: 0, max_partitions_per_insert_block: 0 }
    const lane = table === 'tracking_ledger' ? ledgerInserts : inserts
    await lane.run(({ chdb }) => chdb.rawInsert({ table, columns: names, values: body, format, settings }))
    response.end()
    return
  }
  const statement = `${query}\n${body.toString('utf8')}`
  const [lane = inserts] = readers.toSorted((a, b) => a.waiting - b.waiting)
  const result = await lane.run(({ chdb }) => chdb.queryAsync(statement))
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(result.bytes())
}
