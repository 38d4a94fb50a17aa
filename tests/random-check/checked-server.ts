import { rm } from 'node:fs/promises'
import { appendTrackingChanges } from '@stitchlog/store'
import { openDataFolder } from '../../services/standalone/data-folder.ts'
import { type Api, apiOf, end, startStandalone, temporaryFolder, tokenFor } from '../../services/standalone/tests/standalone-process.ts'
import { changesOfSeed, networkOfSeed } from './check-seed.ts'

/** One caller reads what hundreds would. */
const unlimited = { STITCHLOG_READS_PER_MINUTE: '0', STITCHLOG_CHANGES_PER_MINUTE: '0', STITCHLOG_DOWNLOAD_REQUESTS_PER_MINUTE: '0' }

/** Stitchlog in a process of its own, with the networks of these seeds switched on long ago, while `use` runs. */
export async function withCheckedServer<T>(seeds: readonly number[], use: (api: Api) => Promise<T>): Promise<T> {
  const folder = temporaryFolder()
  const store = await openDataFolder(folder)
  await appendTrackingChanges(
    store,
    seeds.flatMap(changesOfSeed).map((change, index) => ({ ...change, changeId: String(index).padStart(6, '0') })),
  )
  await store.close()
  const { child, address } = await startStandalone(folder, unlimited)
  try {
    return await use(apiOf(address, await tokenFor(seeds.map(networkOfSeed))))
  } finally {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
}
