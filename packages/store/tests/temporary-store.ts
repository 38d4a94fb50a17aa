import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { type ClickHouseServer, migrate, openHttpStore, type Store } from '../src/index.ts'
import { mutationTarget } from '../src/schema/cluster-schema.ts'
import { copyMigrated } from './migrated-folder.ts'
import { openStore } from './open-store.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests of a project store, if not in the embedded engine. */
    clickHouseCluster?: Pick<ClickHouseServer, 'url' | 'user' | 'password'> & {
      readonly cluster: string
      /** Where each node listens itself. */
      readonly nodes: readonly string[]
    }
  }
}

export interface TemporaryStore {
  readonly store: Store
  close(): Promise<void>
}

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'stitchlog-store-'))

/** A new and empty database, and how to get rid of it: in an engine of its own, or in the project `cluster` on the nodes that its tests share. */
export async function openTemporaryStore(): Promise<TemporaryStore> {
  const server = inject('clickHouseCluster')
  if (server !== undefined) return await openOnCluster(server)
  const folder = temporaryFolder()
  copyMigrated(folder)
  const store = await openStore(folder)
  await migrate(store)
  return {
    store,
    async close() {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function openOnCluster(server: Omit<ClickHouseServer, 'database'> & { readonly cluster: string }): Promise<TemporaryStore> {
  const database = `test_${randomUUID().replaceAll('-', '_')}`
  const nodes = openHttpStore({ ...server, database: 'default' })
  await nodes.jobQueries.execute(`CREATE DATABASE ${database} ON CLUSTER '${server.cluster}' ENGINE = Atomic`)
  const store = openHttpStore({ ...server, database })
  await migrate(store)
  return {
    store,
    async close() {
      await store.close()
      await nodes.jobQueries.execute(`DROP DATABASE ${database} ON CLUSTER '${server.cluster}'`)
      await nodes.close()
    },
  }
}

/** Takes all rows out of a table, on every node. */
export const emptyTable = ({ jobQueries, cluster }: Store, table: string) => jobQueries.execute(`TRUNCATE TABLE ${mutationTarget(table, cluster)}`)
