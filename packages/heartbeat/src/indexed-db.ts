import type { Point, PointStore } from './point.ts'

/** Points have greater ids than the record with the mark of the generation, which changes when everything is forgotten. */
const generationId = 0

type Generation = { readonly mark: string } | undefined

/**
 * Keeps points in IndexedDB. Each transaction compares the generation with that at the beginning, so that a tab that slept through a `forget` neither
 * adds nor gets anything. The mark of the generation to come is in `localStorage` until everything is forgotten, so that it survives a tab that ends
 * meanwhile: whoever uses the store next forgets first. Other tabs may see it there for some time after that: then the generation has that mark already.
 */
export function openIndexedDb(name: string): PointStore {
  const opening = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => request.result.createObjectStore(name, { keyPath: 'id' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = reject
  })
  let generation: string | undefined

  const change: PointStore = async (remove, add, forget) => {
    let current: string | undefined = forget ? `${Math.random()}` : undefined
    try {
      if (current) localStorage[name] = current
    } catch {}
    const transaction = (await opening).transaction(name, 'readwrite')
    const store = transaction.objectStore(name)
    current ??= localStorage[name]
    const reading: IDBRequest<Generation> = store.get(generationId)
    await new Promise((resolve, reject) => {
      reading.onsuccess = resolve
      reading.onerror = reject
    })
    const before = reading.result?.mark ?? ''
    current ??= before
    if (current !== before) {
      store.clear()
      store.put({ id: generationId, mark: current })
    }
    generation ??= current
    let points: IDBRequest<Point[]> | undefined
    // What has been forgotten stays so, and what this client adds too late is not added.
    if (generation === current) {
      for (const { id } of remove) store.delete(id)
      for (const point of add) store.put(point)
      points = store.getAll()
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve
      transaction.onabort = () => reject(transaction.error)
    })
    if (localStorage[name] === current) delete localStorage[name]
    return points?.result.filter(({ id }) => id)
  }
  // A client that has nothing to add yet belongs to this generation too.
  change([], []).catch(() => {})
  return change
}
