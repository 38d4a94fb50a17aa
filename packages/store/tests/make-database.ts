import { openEmbeddedStore } from '../src/engine/embedded-store.ts'
import { migrate } from '../src/index.ts'

// node packages/store/tests/make-database.ts FOLDER
//
// Makes an empty database, in a process of its own since an engine is never unloaded.

const [folder = ''] = process.argv.slice(2)
const store = await openEmbeddedStore(folder)
await migrate(store)
await store.close()
