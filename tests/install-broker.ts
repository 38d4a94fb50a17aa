import { installBroker as install } from '../infra/stack/kafka-broker.ts'
import { canRunStack } from './distributed/temporary-stack.ts'

/** Before the tests, since Maven's local repository is made for one process at a time. */
export async function setup(): Promise<void> {
  if (canRunStack()) await install()
}
