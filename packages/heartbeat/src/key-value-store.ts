import type { Point, PointStore } from './point.ts'

/** What React Native's AsyncStorage is, and what a file or a database can be. May answer at once or later. */
export interface KeyValueStorage {
  getItem(key: string): string | null | undefined | Promise<string | null | undefined>
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
}

/** Keeps the points of one client as one value, for where one process has the storage. One change at a time. */
export function keyValueStore(storage: KeyValueStorage, name: string): PointStore {
  let last: Promise<unknown> = Promise.resolve()
  let isForgotten = false
  return (remove, add, forget) => {
    const change = async () => {
      if (forget) {
        isForgotten = true
        await storage.removeItem(name)
      }
      if (isForgotten) return undefined
      const before = pointsIn(await storage.getItem(name))
      if (remove.length + add.length === 0) return before
      const gone = new Set(remove.map(({ id }) => id))
      const points = [...before.filter(({ id }) => !gone.has(id)), ...add]
      await storage.setItem(name, JSON.stringify(points))
      return points
    }
    const turn = last.then(change)
    last = turn.catch(() => {})
    return turn
  }
}

/** What was cut short or written by somebody else is nothing. */
function pointsIn(value: string | null | undefined): readonly Point[] {
  try {
    const points: unknown = JSON.parse(value ?? '[]')
    return Array.isArray(points) ? points.filter(isPoint) : []
  } catch {
    return []
  }
}

function isPoint(value: unknown): value is Point {
  const { id, occurredAt, timeZone }: { id?: unknown; occurredAt?: unknown; timeZone?: unknown } =
    typeof value === 'object' && value !== null ? value : {}
  return typeof id === 'number' && typeof occurredAt === 'number' && typeof timeZone === 'string'
}
