import { ExplainedError } from '@stitchlog/contracts'
import { parseRollupCommand, runRollupCommand } from '@stitchlog/rollup/command'
import { openHttpStore } from '@stitchlog/store'
import { readClickHouseServer, readStandaloneConfig } from './config.ts'
import { openDataFolder } from './data-folder.ts'

try {
  const command = parseRollupCommand(process.argv.slice(2))
  // Of the distributed system where that is named, of the data folder otherwise.
  const server = readClickHouseServer()
  const store = server === undefined ? await openDataFolder(readStandaloneConfig().dataFolder) : openHttpStore(server)
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
