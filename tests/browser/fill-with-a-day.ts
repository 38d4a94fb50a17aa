import type { Page } from 'playwright-core'
import { networkId } from './heartbeat-server.ts'
import { type HeartbeatVisit, minute } from './heartbeat-visit.ts'

/** Adds what three tabs record in a day without a network, up to an instant in epoch milliseconds. Resolves to when that day began. */
export async function fillWithADay(visit: HeartbeatVisit, page: Page, until: number): Promise<number> {
  const from = until - 24 * 60 * minute
  await page.evaluate(`(async () => {
    const [{ name }] = await indexedDB.databases()
    const database = await new Promise((resolve) => { const request = indexedDB.open(name); request.onsuccess = () => resolve(request.result) })
    const store = database.transaction(name, 'readwrite').objectStore(name)
    const point = { networkId: '${networkId}', userId: '${visit.user}', device: 'web', timeZone: 'Europe/Amsterdam' }
    for (let at = ${from}; at < ${until}; at += 10000) store.put({ ...point, id: Math.random(), occurredAt: at })
    await new Promise((resolve) => { store.transaction.oncomplete = resolve })
    database.close()
  })()`)
  return from
}
