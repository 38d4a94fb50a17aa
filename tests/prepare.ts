import { buildView } from '../infra/build-view.ts'
import { installBroker } from '../infra/stack/kafka-broker.ts'
import { makeMigrated } from '../packages/store/tests/migrated-folder.ts'
import { canRunStack } from './distributed/temporary-stack.ts'

/** Makes what the test files share, all of it at once: much of it waits for other processes. Maven's local repository is for one process at a time. */
export default async function prepare(): Promise<void> {
  await Promise.all([buildView(), canRunStack() ? installBroker() : undefined, makeMigrated()])
}
