import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStore } from '../src/engine/embedded-store.ts'
import { migrate, type Store } from '../src/index.ts'

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'stitchlog-store-'))

/** A new and empty database, and how to get rid of it. */
export async function openTemporaryStore(): Promise<{ store: Store; close: () => Promise<void> }> {
  const folder = temporaryFolder()
  const store = await openEmbeddedStore(folder)
  await migrate(store)
  return {
    store,
    async close() {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
