import { closedAtEnd } from '../../../tests/left-open.ts'
import { openEmbeddedStore } from '../src/engine/embedded-store.ts'
import type { Store } from '../src/index.ts'

/** Opens an engine that is closed at the end of the test file at the latest: the next file in this process has another folder. */
export async function openStore(folder: string): Promise<Store> {
  const store = await openEmbeddedStore(folder)
  return { ...store, close: closedAtEnd(() => store.close()) }
}
