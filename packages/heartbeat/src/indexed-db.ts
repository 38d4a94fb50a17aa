import type { Point, PointStore } from './point.ts'

/** Points have greater ids than the record that says which generation it is, which changes when everything is forgotten. */
const generationId = 0

type Stored = Point & { readonly generation?: number }

/**
 * Keeps points in IndexedDB. Each transaction compares the generation with that at the beginning, so that a tab that slept through a `forget` neither
 * adds nor gets anything. A mark in `localStorage` survives a tab that ends while it forgets: whoever uses the store next does it first.
 */
export function openIndexedDb(name: string): PointStore {
  const opening = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => request.result.createObjectStore(name, { keyPath: 'id' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = reject
  })
  let generation: number | undefined

  const change: PointStore = async (remove, add, forget) => {
    try {
      if (forget) localStorage[name] = 1
    } catch {}
    const transaction = (await opening).transaction(name, 'readwrite')
    const store = transaction.objectStore(name)
    const isMarked = forget || localStorage[name]
    if (isMarked) {
      store.clear()
      store.put({ id: generationId, generation: Math.random() })
    }
    for (const { id } of remove) store.delete(id)
    for (const point of add) store.put(point)
    const reading: IDBRequest<Stored[]> = store.getAll()
    return new Promise((resolve, reject) => {
      let isForgotten = false
      reading.onsuccess = () => {
        const now = reading.result[0]?.generation ?? 0
        generation ??= now
        isForgotten = generation !== now
        // What has been forgotten stays so, and what this client adds too late is not added.
        if (isForgotten && !isMarked) transaction.abort()
      }
      transaction.oncomplete = () => {
        if (isMarked) delete localStorage[name]
        resolve(isForgotten ? undefined : reading.result.filter(({ id }) => id))
      }
      transaction.onabort = () => (isForgotten ? resolve(undefined) : reject(transaction.error))
    })
  }
  // A client that has nothing to add yet belongs to this generation too.
  change([], []).catch(() => {})
  return change
}
