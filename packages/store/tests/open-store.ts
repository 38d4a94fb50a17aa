import { closedAtEnd } from '../../../tests/left-open.ts'
import { openEmbeddedStore } from '../src/engine/embedded-store.ts'
import type { Store } from '../src/index.ts'

/** A test asks each question a few times: compiling it costs more than that saves. Processes of their own, and clusters, do compile. */
const uncompiled = 'SET compile_expressions = 0, compile_aggregate_expressions = 0, compile_sort_description = 0'

/** Opens an engine that is closed at the end of the test file at the latest: the next file in this process has another folder. */
export async function openStore(folder: string): Promise<Store> {
  const store = await openEmbeddedStore(folder)
  const { queries, longQueries, ledgerQueries, jobQueries, removalQueries } = store
  for (const connection of [queries, longQueries, ledgerQueries, jobQueries, removalQueries]) await connection.execute(uncompiled)
  return { ...store, close: closedAtEnd(() => store.close()) }
}
