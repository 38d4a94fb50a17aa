import { copyMigrated } from '../../packages/store/tests/migrated-folder.ts'
import { fillWithPeople, pastChanges } from './people.ts'
import { ViewServer } from './view-server.ts'

// node tests/browser/make-people.ts FOLDER
//
// Fills a folder with the people that the tests of the view look at.

const [folder = ''] = process.argv.slice(2)
copyMigrated(folder)
const server = await fillWithPeople(await ViewServer.startIn(folder, pastChanges))
await server.close()
