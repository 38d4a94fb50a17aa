import type { Point, PointStore } from './point.ts'

/** Keeps points for as long as the client runs. There is nothing to forget: a client that has stopped sends nothing. */
export function memoryStore(): PointStore {
  let points: readonly Point[] = []
  return async (remove, add) => {
    points = [...points.filter((point) => !remove.includes(point)), ...add]
    return points
  }
}
