import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  appendTrackingChanges,
  applyLedgerExport,
  countLedgerDifference,
  describeApplied,
  ExportedLedger,
  LedgerExport,
  prepareBesideExport,
  prepareDatabase,
  readInstallation,
  readTrackingChanges,
  refuseLostDatabase,
  refuseOlderLedger,
  SharedLedger,
} from '../src/index.ts'
import { openTemporaryStore, type TemporaryStore } from './temporary-store.ts'

let opened: TemporaryStore
let folder: string
let installation: string
const now = Date.now

beforeAll(async () => {
  opened = await openTemporaryStore()
  await prepareDatabase(opened.store, { service: 'standalone', settings: [], writesThrough: false, now })
  installation = (await readInstallation(opened.store)) ?? ''
})
afterAll(() => opened.close())
beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'stitchlog-export-')), 'ledger')
  mkdirSync(folder)
  await opened.store.queries.execute('TRUNCATE TABLE tracking_ledger')
})

const open = () => LedgerExport.open(opened.store, { folder, now, exceptNetwork: 'sample' })
const files = () => (existsSync(folder) ? readdirSync(folder).sort() : [])
const lines = () =>
  files().flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.includes('changeId')),
  )
const ids = () => lines().map((line): string => JSON.parse(line).changeId)
const entry = (changeId: string, networkId = 'acme') => ({ networkId, change: 'off' as const, at: Number(changeId) || 1, changeId })
const erasure = { networkId: 'acme', change: 'erase' as const, userId: 'anna', at: 5, changeId: '5', changedBy: 'boss' }

test('has what was there before it, and each entry once, whoever wrote it; but not the network that is left out', async () => {
  await appendTrackingChanges(opened.store, [entry('1'), erasure, entry('7', 'sample')])
  const ledgerExport = await open()
  expect(ids().sort()).toEqual(['1', '5'])
  await appendTrackingChanges(opened.store, [entry('2'), entry('8', 'sample')])
  await ledgerExport.refresh()
  await ledgerExport.refresh()
  expect(ids().sort()).toEqual(['1', '2', '5'])
  expect(JSON.parse(lines().find((line) => line.includes('"erase"')) ?? '')).toEqual(erasure)
  expect(ledgerExport.behindMs).toBeLessThan(60_000)
  await ledgerExport.close()
})

test('of two processes neither writes what the other has', async () => {
  const [one, other] = [await open(), await open()]
  await appendTrackingChanges(opened.store, [entry('1')])
  await one.refresh()
  await other.refresh()
  await appendTrackingChanges(opened.store, [entry('2')])
  await other.refresh()
  await one.refresh()
  expect(ids().sort()).toEqual(['1', '2'])
  expect(files()).toHaveLength(2)
  await Promise.all([one.close(), other.close()])
  await (await open()).close()
  expect(files(), 'a process that writes nothing makes no file').toHaveLength(2)
})

test('a change is confirmed when it is exported, and not before', async () => {
  const shared = await SharedLedger.open(opened.store, { now, onLateWrite: () => {} })
  const ledgerExport = await open()
  const ledger = new ExportedLedger(shared, ledgerExport)
  const { changeId } = await ledger.append({ networkId: 'acme', change: 'on' }, 'boss')
  expect(ids()).toEqual([changeId])
  // Nothing can be made in it any more, not even by root.
  rmSync(folder, { recursive: true })
  writeFileSync(folder, '')
  await expect(ledger.append({ networkId: 'acme', change: 'off' }, 'boss')).rejects.toThrow(/ENOTDIR|EEXIST/)
  // It is stored all the same, so it is a no-op now, and that must not be confirmed either.
  await expect(ledger.append({ networkId: 'acme', change: 'off' }, 'boss')).rejects.toThrow(/ENOTDIR|EEXIST/)
  rmSync(folder)
  mkdirSync(folder)
  await ledger.append({ networkId: 'acme', change: 'off' }, 'boss')
  expect(lines()).toHaveLength(2)
  await ledgerExport.close()
})

test('a folder that is taken away is not made again, has everything once it is back, and says so if it was empty', async () => {
  await appendTrackingChanges(opened.store, [entry('1')])
  const ledgerExport = await open()
  expect(ledgerExport.wasBegunAnew, 'there was a ledger before').toBe(true)
  await ledgerExport.close()
  const again = await open()
  expect(again.wasBegunAnew).toBe(false)
  const away = `${folder}.away`
  renameSync(folder, away)
  await appendTrackingChanges(opened.store, [entry('2')])
  for (let nth = 0; nth < 2; nth++) await expect(again.refresh()).rejects.toThrow(/ENOENT/)
  expect(existsSync(folder), 'as if its disk were not mounted').toBe(false)
  renameSync(away, folder)
  await again.refresh()
  expect([ids().sort(), again.wasBegunAnew]).toEqual([['1', '2'], false])
  // What an unmounted disk leaves behind.
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
  await again.refresh()
  expect([ids().sort(), again.wasBegunAnew]).toEqual([['1', '2'], true])
  await again.close()
})

test('a process that has written nothing itself notices another folder, too', async () => {
  await appendTrackingChanges(opened.store, [entry('1')])
  await (await open()).close()
  const reader = await open()
  renameSync(folder, `${folder}.away`)
  mkdirSync(folder)
  await reader.refresh()
  expect([ids(), reader.wasBegunAnew]).toEqual([['1'], true])
  await reader.close()
})

test('a start makes the folder for a new ledger, and not for one that has entries', async () => {
  rmSync(folder, { recursive: true })
  await appendTrackingChanges(opened.store, [entry('7', 'sample')])
  await (await open()).close()
  expect([existsSync(folder), files()], 'what is not exported does not count').toEqual([true, []])
  rmSync(folder, { recursive: true })
  await appendTrackingChanges(opened.store, [entry('1')])
  await expect(open()).rejects.toThrow(`the folder of the ledger export is not there: ${folder}; mount it, or make it`)
  // Whoever only reads it does not take a folder that is not there for an export without entries.
  await expect(refuseOlderLedger(opened.store, folder)).rejects.toThrow(`the folder of the ledger export is not there: ${folder}`)
  await expect(countLedgerDifference(opened.store, folder, 0)).rejects.toThrow(`the folder of the ledger export is not there: ${folder}`)
  expect(existsSync(folder)).toBe(false)
})

test('of a refresh that fails or hangs, it says whether the database or the folder is at fault', async () => {
  const { ledgerQueries } = opened.store
  let answer: 'as ever' | 'fails' | 'hangs' = 'as ever'
  const selectRows: typeof ledgerQueries.selectRows = async (...question) => {
    if (answer === 'fails') throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    return answer === 'hangs' ? await new Promise(() => {}) : await ledgerQueries.selectRows(...question)
  }
  const ledgerExport = await LedgerExport.open({ ledgerQueries: { ...ledgerQueries, selectRows } }, { folder, now })
  const failure = () => ledgerExport.refresh().then(String, (error: unknown) => error)
  answer = 'fails'
  expect(ledgerExport.isOfDatabase(await failure())).toBe(true)
  answer = 'as ever'
  rmSync(folder, { recursive: true })
  writeFileSync(folder, '')
  expect(ledgerExport.isOfDatabase(await failure())).toBe(false)
  rmSync(folder)
  await ledgerExport.refresh()
  answer = 'hangs'
  void ledgerExport.refresh()
  await vi.waitFor(() => expect(ledgerExport.isOfDatabase(new Error('no answer in time'))).toBe(true), 180_000)
})

test('an incomplete last line, of a process that was killed, is passed over; anything else that is damaged is not', async () => {
  await appendTrackingChanges(opened.store, [entry('1')])
  await (await open()).close()
  const [file = ''] = files().map((name) => join(folder, name))
  appendFileSync(file, '{"networkId":"acme","change":"off","at":9,"chang')
  await (await open()).close()
  await refuseOlderLedger(opened.store, folder)
  await appendTrackingChanges(opened.store, [entry('2')])
  await (await open()).close()
  expect(files(), 'goes on in a file of its own').toHaveLength(2)
  const whole = readFileSync(file, 'utf8')
  writeFileSync(file, `${whole}\n`)
  await expect(refuseOlderLedger(opened.store, folder)).rejects.toThrow(`the ledger export ${file} is damaged at line 3`)
  writeFileSync(file, whole.replace('"off"', '"of"'))
  await expect(open()).rejects.toThrow(`the ledger export ${file} is damaged at line 2`)
  truncateSync(file, 10)
  // Not one complete line: the entries are exported again.
  await (await open()).close()
  expect(ids().sort()).toEqual(['1', '2'])
})

test('of another installation, or of a later version, it is refused in one line', async () => {
  await appendTrackingChanges(opened.store, [entry('1')])
  await (await open()).close()
  const [file = ''] = files().map((name) => join(folder, name))
  const whole = readFileSync(file, 'utf8')
  writeFileSync(file, whole.replace(installation, 'somebody-else'))
  await expect(open()).rejects.toThrow(/^the ledger export .* is that of another installation \(somebody-else\)$/)
  writeFileSync(file, whole.replace('"ledgerExport":1', '"ledgerExport":2'))
  await expect(open()).rejects.toThrow(/^the ledger export .* was written by a later version$/)
})

test('a database that lacks what was confirmed is noticed, and has it again', async () => {
  await appendTrackingChanges(opened.store, [entry('1')])
  const ledgerExport = await open()
  await appendTrackingChanges(opened.store, [erasure, entry('6')])
  await ledgerExport.close()
  // Written by nobody since: as after the folder was copied back.
  await (await open()).close()
  await opened.store.queries.execute("DELETE FROM tracking_ledger WHERE change_id != '1'")
  const complaint = 'the database is older than its ledger export: it lacks 2 tracking changes or erasures that were confirmed'
  await expect(refuseOlderLedger(opened.store, folder)).rejects.toThrow(complaint)
  await expect(open()).rejects.toThrow(complaint)
  expect(await applyLedgerExport(opened.store, folder)).toEqual({ exported: 3, applied: 2, erasures: 1, onlyStored: 0 })
  expect(await applyLedgerExport(opened.store, folder)).toEqual({ exported: 3, applied: 0, erasures: 0, onlyStored: 0 })
  await refuseOlderLedger(opened.store, folder)
  const { entries } = await readTrackingChanges(opened.store)
  expect(entries).toEqual([entry('1'), erasure, entry('6')])
  await refuseOlderLedger(opened.store, undefined)
})

test.each([
  [0, 0, 'The ledger has all 6 entries of its export.'],
  [1, 0, 'One was missing of 6 entries of the ledger export (no erasure among them), and counts again.'],
  [1, 1, 'One was missing of 6 entries of the ledger export (one erasure among them), and counts again.'],
  [3, 2, '3 were missing of 6 entries of the ledger export (2 erasures among them), and count again.'],
])('%i missing entries, %i of them erasures, are told in a sentence', (applied, erasures, line) => {
  expect(describeApplied({ exported: 6, applied, erasures, onlyStored: 0 })).toBe(line)
})

test('a database without tables is new, unless its export has entries', async () => {
  const { store } = opened
  // Only the line that says whose it is.
  await (await open()).close()
  await store.queries.execute('RENAME TABLE schema_migrations TO kept')
  for (const where of [undefined, join(folder, 'nowhere'), folder]) await refuseLostDatabase(store, where)
  await store.queries.execute('RENAME TABLE kept TO schema_migrations')
  await appendTrackingChanges(store, [entry('1')])
  await (await open()).close()
  await refuseLostDatabase(store, folder)
  await store.queries.execute('RENAME TABLE schema_migrations TO kept')
  const own = { service: 'test', settings: [], writesThrough: false, now }
  await expect(prepareBesideExport(store, own, folder)).rejects.toThrow(
    'the database has no tables, but its ledger export has entries, so it was lost',
  )
  await store.queries.execute('RENAME TABLE kept TO schema_migrations')
})
