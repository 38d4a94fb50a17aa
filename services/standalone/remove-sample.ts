import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { deleteNetwork } from '@stitchlog/store'
import { openDataFolder } from './data-folder.ts'
import { sampleNetworkId } from './sample-network.ts'
import { writeDurableFile } from './write-durable-file.ts'

const markerOf = (dataFolder: string) => join(dataFolder, 'sample-removed')

export const isSampleRemoved = (dataFolder: string) =>
  access(markerOf(dataFolder)).then(
    () => true,
    () => false,
  )

/** Makes sure that the next start does not create the sample network. */
export const keepSampleRemoved = (dataFolder: string) => writeDurableFile(markerOf(dataFolder), '')

/**
 * Removes the sample network with all its stored data, and makes sure that the next start does not create it again.
 *
 * @throws ExplainedError `store-unavailable`, also while Stitchlog runs on the data folder
 */
export async function removeSample(dataFolder: string): Promise<void> {
  const store = await openDataFolder(dataFolder)
  try {
    await deleteNetwork(store, sampleNetworkId)
    await keepSampleRemoved(dataFolder)
  } finally {
    await store.close()
  }
}
