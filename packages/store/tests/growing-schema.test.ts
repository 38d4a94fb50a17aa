import { rmSync } from 'node:fs'
import { test } from 'vitest'
import { openEmbeddedStore } from '../src/engine/embedded-store.ts'
import type { Store } from '../src/index.ts'
import { expectToGrow, expectToGrowAgain } from './growing-schema.ts'
import { temporaryFolder } from './temporary-store.ts'

// A database as those of a server are, Atomic: there a view is replaced in one step, in an embedded engine's own one it is away for a moment.
test('the schema grows, with data in it, by two at once, and again where that was not noted', async () => {
  const folder = temporaryFolder()
  const opened = await openEmbeddedStore(folder)
  try {
    await opened.queries.execute('CREATE DATABASE served ENGINE = Atomic')
    for (const connection of [opened.queries, opened.ledgerQueries, opened.jobQueries]) await connection.execute('USE served')
    const store: Store = { ...opened, insertRows: (table, ...rest) => opened.insertRows(`served.${table}`, ...rest) }
    await expectToGrow(store)
    await expectToGrowAgain(store)
  } finally {
    await opened.close()
    rmSync(folder, { recursive: true })
  }
})
