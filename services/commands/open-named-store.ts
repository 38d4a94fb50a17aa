import { createLogger, retryUntilDeadline } from '@stitchlog/service-kit'
import { readStandaloneConfig } from '@stitchlog/standalone/config'
import { type ClickHouseServer, openHttpStore, ping, reachingClickHouse, type Store } from '@stitchlog/store'
import { readClickHouseServer } from './config.ts'

/**
 * Opens the database that the environment names, for commands that work on both: the ClickHouse server if one is named, otherwise the data folder.
 *
 * @throws ExplainedError `configuration`, `store-unavailable`
 */
export async function openNamedStore(command: string): Promise<Store> {
  const server = readClickHouseServer()
  return server === undefined ? await openOwnDataFolder() : await openServer(server, command)
}

/**
 * Opens the data folder that the environment names. The engine is loaded only here, because where there is a server it need not be installed.
 *
 * @throws ExplainedError `configuration`, `store-unavailable`
 */
export async function openOwnDataFolder(): Promise<Store> {
  const { openExistingDataFolder } = await import('@stitchlog/standalone/data-folder')
  return await openExistingDataFolder(readStandaloneConfig().dataFolder)
}

/** @throws ExplainedError `store-unavailable` */
export async function openServer(server: ClickHouseServer, command: string): Promise<Store> {
  const store = openHttpStore(server)
  const options = { ...reachingClickHouse(server), timeoutSeconds: 0, log: createLogger(command, 'silent') }
  await retryUntilDeadline(() => ping(store), options)
  return store
}
