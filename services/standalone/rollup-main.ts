import { ExplainedError } from '@stitchlog/contracts'
import { parseRollupCommand, runRollupCommand } from '@stitchlog/rollup/command'
import { createLogger, reach } from '@stitchlog/service-kit'
import { type ClickHouseServer, openHttpStore, type Store } from '@stitchlog/store'
import { readClickHouseServer, readStandaloneConfig } from './config.ts'
import { openExistingDataFolder } from './data-folder.ts'

try {
  const command = parseRollupCommand(process.argv.slice(2))
  // Of the distributed system where that is named, of the data folder otherwise.
  const server = readClickHouseServer()
  const store = server === undefined ? await openExistingDataFolder(readStandaloneConfig().dataFolder) : await openServer(server)
  try {
    if (!(await runRollupCommand(store, command, Date.now, console.log))) process.exitCode = 1
  } finally {
    await store.close()
  }
} catch (error) {
  if (!(error instanceof ExplainedError)) throw error
  console.error(`rollup: ${error.message}`)
  process.exitCode = 1
}

async function openServer(server: ClickHouseServer): Promise<Store> {
  const store = openHttpStore(server)
  const options = {
    code: 'store-unavailable',
    what: `ClickHouse at ${server.url}`,
    timeoutSeconds: 0,
    log: createLogger('rollup', 'silent'),
  } as const
  await reach(() => store.queries.command({ query: 'SELECT 1' }), options)
  return store
}
