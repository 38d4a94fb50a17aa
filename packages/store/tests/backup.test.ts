import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { compareDigests } from '../src/backup/span-digests.ts'
import {
  appendTrackingChanges,
  finishRestore,
  insertSpans,
  LedgerExport,
  migrate,
  prepareDatabase,
  readAllSessionParts,
  readLastBackup,
  restoreBackup,
  takeBackup,
} from '../src/index.ts'
import { openTemporaryStore, type TemporaryStore } from './temporary-store.ts'

let opened: TemporaryStore
const folder = mkdtempSync(join(tmpdir(), 'stitchlog-backup-'))
// Each node of the cluster has a folder of its own for backups, in which a path that is not absolute lies.
const place = { kind: 'folder', folder: inject('clickHouseCluster') === undefined ? folder : `backups-${process.pid}` } as const
const now = Date.now

beforeAll(async () => {
  opened = await openTemporaryStore()
  await prepareDatabase(opened.store, { service: 'standalone', settings: [{ name: 'retention-days', value: '400' }], writesThrough: false, now })
})
afterAll(async () => {
  await opened?.close()
  rmSync(folder, { recursive: true, force: true })
})

const zone = findTimeZone('Etc/UTC')
const spanAt = (networkId: string, userId: string, at: number) => {
  if (zone === undefined) throw new Error('Etc/UTC is a time zone')
  return spanOf({ networkId, userId, device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at })
}

async function people(): Promise<string[]> {
  const found = new Set<string>()
  for await (const parts of readAllSessionParts(opened.store)) for (const { networkId, userId } of parts) found.add(`${networkId} ${userId}`)
  return [...found].sort()
}

test('what is on all nodes is backed up and restored, and the ledger is brought up to date before anything can be read', {
  timeout: 600_000,
}, async () => {
  const { store } = opened
  const at = now() - 3_600_000
  const users = Array.from({ length: 30 }, (_, nth) => `user-${String(nth).padStart(2, '0')}`)
  await insertSpans(
    store,
    users.flatMap((user) => [spanAt('acme', user, at), spanAt('other', user, at)]),
  )
  await appendTrackingChanges(store, [{ networkId: 'acme', change: 'on', at: at - 1, changeId: '1' }])
  const ledgerExport = join(folder, 'ledger')
  mkdirSync(ledgerExport)
  const exported = await LedgerExport.open(store, { folder: ledgerExport, now })
  const manifest = await takeBackup(store, { place, name: 'one', version: '1.2.3', now })
  expect(Object.keys(manifest.networks).sort()).toEqual(['acme', 'other'])
  expect(manifest.networks['acme']?.spans).toBe(30)
  expect((await readLastBackup(store))?.beganAt).toBeGreaterThanOrEqual(manifest.beganAt)
  await insertSpans(store, [spanAt('acme', 'too-late', at)])
  await appendTrackingChanges(store, [{ networkId: 'acme', change: 'erase', userId: 'user-07', at: now(), changeId: '2' }])
  await exported.refresh()
  await exported.close()

  const [[database] = ['']] = await store.jobQueries.selectRows<[string]>('SELECT currentDatabase()')
  const tables = await store.jobQueries.selectRows<[string]>(
    `SELECT name FROM system.tables WHERE database = '${database}' ORDER BY engine = 'View' DESC, name LIKE '%_local'`,
  )
  const onCluster = store.cluster === undefined ? '' : ` ON CLUSTER '${store.cluster}'`
  for (const [table] of tables) await store.jobQueries.execute(`DROP TABLE ${table}${onCluster} SYNC`)
  const told: string[] = []
  const options = { place, name: 'one', ledgerExport, mayLackLedger: false, mayLackSpans: false, now, tell: (line: string) => told.push(line) }
  await restoreBackup(store, options)
  await expect(migrate(store)).rejects.toThrow('a restore of this database has begun and is not finished: run npm run restore again')
  // Cut off just before its end, it begins again.
  await restoreBackup(store, options)
  await finishRestore(store, options)
  await migrate(store)
  expect(told).toContain(
    '60 spans of 2 networks: 2 networks as they were when the backup began, 0 with more that came while it was made, 0 with less after an erasure or another retention.',
  )
  const expected = [...users.filter((user) => user !== 'user-07').map((user) => `acme ${user}`), ...users.map((user) => `other ${user}`)]
  expect(await people()).toEqual(expected)
  const left = await store.jobQueries.selectRows(`SELECT 1 FROM session_spans WHERE network_id = 'acme' AND user_id = 'user-07'`)
  expect(left).toEqual([])
})

test.each([
  ['equal', { spans: 2, lengthMs: 10, digest: '5' }],
  ['more', { spans: 3, lengthMs: 10, digest: '6' }],
  ['more', { spans: 2, lengthMs: 11, digest: '6' }],
  ['less', { spans: 1, lengthMs: 20, digest: '6' }],
  ['less', { spans: 3, lengthMs: 9, digest: '6' }],
  ['less', undefined],
] as const)('a network is %s: %j', (result, restored) => {
  expect(compareDigests({ spans: 2, lengthMs: 10, digest: '5' }, restored)).toBe(result)
})
