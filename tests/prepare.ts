import { buildView } from '../infra/build-view.ts'
import { makeMigrated } from '../packages/store/tests/migrated-folder.ts'
import { setup as installBroker } from './install-broker.ts'

/** Makes what the test files share, all of it at once: much of it waits for other processes. */
export default async function prepare(): Promise<void> {
  await Promise.all([buildView(), installBroker(), makeMigrated()])
}
