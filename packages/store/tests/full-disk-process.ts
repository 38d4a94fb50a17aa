import { globSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { keepDefinitions, openEmbeddedStore } from '../src/engine/embedded-store.ts'
import { insertSpans, migrate, readAllSessionParts, setRetentionTtl } from '../src/index.ts'
import { fillDisk } from './fill-disk.ts'

const [disk = '', what] = process.argv.slice(2)
const folder = join(disk, 'clickhouse')
const store = await openEmbeddedStore(folder)
await migrate(store)

if (what === 'begin') {
  await keepDefinitions(folder)
  const zone = findTimeZone('Etc/UTC')
  if (zone === undefined) throw new Error('Etc/UTC is a time zone')
  const point = { networkId: 'acme', device: 'web', zone, at: 1_700_000_000_000, periodStart: 0, timeoutMs: 60_000 } as const
  await insertSpans(store, [spanOf({ ...point, userId: 'anna' }), spanOf({ ...point, userId: 'ben' })])
  await store.close()
  console.log('begun')
} else if (what === 'change') {
  fillDisk(join(disk, 'ballast'))
  await setRetentionTtl(store, 300, 300).catch(() => {})
  // What the first change made room for is taken too.
  fillDisk(join(disk, 'more-ballast'))
  for (let tries = 0; tries < 3; tries++) store.removalQueries.execute(`DELETE FROM session_spans WHERE user_id = 'nobody ${tries}'`).catch(() => {})
  const isEmptyOne = (pattern: string) =>
    globSync(pattern, { cwd: folder }).some((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size === 0)
  const empty = () => [isEmptyOne('store/*/*/*.sql') && 'definition', isEmptyOne('store/*/*/mutation_*.txt') && 'mutation']
  for (const giveUpAt = performance.now() + 60_000; empty().includes(false) && performance.now() < giveUpAt; ) await setTimeout(100)
  console.log(`left empty: ${empty().join(' ')}`)
  for (const file of ['ballast', 'more-ballast']) rmSync(join(disk, file))
  process.kill(process.pid, 'SIGKILL')
} else {
  const users = new Set<string>()
  for await (const parts of readAllSessionParts(store)) for (const { userId } of parts) users.add(userId)
  console.log(`shown: ${[...users].sort()}`)
  await store.close()
}
