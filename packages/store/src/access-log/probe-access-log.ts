import { randomUUID } from 'node:crypto'
import type { Store } from '../engine/store.ts'
import { insertAccessLog } from './insert-access-log.ts'

/**
 * Stores a row that says nothing of anybody, to know whether looks can be recorded. No network has an empty id, so no answer lists it. It goes as
 * entries do, at the end of their retention.
 *
 * @param at epoch milliseconds
 * @throws what the connection throws
 */
export async function probeAccessLog(store: Pick<Store, 'insertRows'>, at: number): Promise<void> {
  const nobody = { networkId: '', userId: undefined, reader: '', kind: 'overview', range: undefined } as const
  await insertAccessLog(store, [{ ...nobody, occurredAt: at, readId: randomUUID() }])
}
