import { readdir, readFile } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'

/** The rooms of one folder: its first-level folders, and how many imports lead from one to another. Tests do not count. */
export interface Rooms {
  readonly folder: string
  /** By room, by the room that it imports from. Files beside the rooms wire them and are no room. */
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** @param root absolute path that `folder` is relative to */
export async function readRooms(root: string, folder: string): Promise<Rooms> {
  const imports = new Map<string, Map<string, number>>()
  for (const file of await readdir(resolve(root, folder), { recursive: true })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || !file.includes(sep) || /^(tests|node_modules|sample)\//.test(file)) continue
    const room = roomOf(file)
    const ofRoom = imports.get(room) ?? new Map<string, number>()
    imports.set(room, ofRoom)
    for (const [, specifier = ''] of (await readFile(resolve(root, folder, file), 'utf8')).matchAll(/ from '(\.[^']+)'/g)) {
      const target = relative(resolve(root, folder), resolve(root, folder, dirname(file), specifier))
      const to = roomOf(target)
      if (to === room || !target.includes(sep) || target.startsWith('..')) continue
      ofRoom.set(to, (ofRoom.get(to) ?? 0) + 1)
    }
  }
  return { folder, imports }
}

const roomOf = (file: string) => file.split(sep)[0] ?? file

/**
 * A line a room with those that it imports from, each room above all that it knows.
 *
 * @throws Error naming the rooms where they know each other in a circle
 */
export function drawRooms({ folder, imports }: Rooms): string {
  const total = [...imports.values()].flatMap((ofRoom) => [...ofRoom.values()]).reduce((sum, count) => sum + count, 0)
  const rooms = topDown(imports)
  const width = Math.max(...rooms.map((room) => room.length))
  const lines = rooms.map((room) => {
    const known = [...(imports.get(room) ?? [])].sort(([a], [b]) => rooms.indexOf(a) - rooms.indexOf(b))
    return `${room.padEnd(width)}  ${known.length === 0 ? '·' : `▶ ${known.map(([to, count]) => `${to} ${count}`).join(', ')}`}`
  })
  return [`${folder}: ${imports.size} rooms, ${total} imports between them`, '', ...lines].join('\n')
}

function topDown(imports: Rooms['imports']): string[] {
  const left = new Set([...imports.keys()].sort())
  const rooms: string[] = []
  while (left.size > 0) {
    const top = [...left].find((room) => ![...left].some((other) => other !== room && imports.get(other)?.has(room)))
    if (top === undefined) throw new Error(`rooms import each other in a circle: ${[...left].join(', ')}`)
    left.delete(top)
    rooms.push(top)
  }
  return rooms
}
