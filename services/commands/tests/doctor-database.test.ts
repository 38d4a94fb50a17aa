import { randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { appendTrackingChanges, LedgerExport, prepareDatabase, type Store, takeBackup } from '@stitchlog/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BackupManifest } from '../../../packages/store/src/backup/backup-manifest.ts'
import { copyMigrated } from '../../../packages/store/tests/migrated-folder.ts'
import { openStore } from '../../../packages/store/tests/open-store.ts'
import { temporaryFolder } from '../../../packages/store/tests/temporary-store.ts'
import { mend } from '../doctor/doctor.ts'
import { type DatabaseToExamine, examineDatabase } from '../doctor/examine-database.ts'

const own = { service: 'test', settings: [], writesThrough: true, now: Date.now }

async function openPrepared() {
  const folder = temporaryFolder()
  copyMigrated(folder)
  const store = await openStore(folder)
  await prepareDatabase(store, own)
  return { folder, store }
}

const asOf = (store: Store, others: Partial<DatabaseToExamine> = {}): DatabaseToExamine => ({
  store,
  agreed: [],
  retentionDays: 400,
  accessLogRetentionDays: 400,
  now: Date.now,
  ...others,
})

describe('of a database', () => {
  let folder: string
  let store: Store
  beforeAll(async () => {
    ;({ folder, store } = await openPrepared())
  })
  afterAll(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('the doctor, a backup, migrate and every start name each table that is gone, and make none of them again', async () => {
    const tables = (
      await store.queries.selectRows<[string]>("SELECT name FROM system.tables WHERE database = currentDatabase() AND name != 'schema_migrations'")
    )
      .flat()
      .toSorted()
    expect(tables).toContain('session_spans')
    for (const table of tables) {
      await store.queries.execute(`RENAME TABLE ${table} TO kept`)
      const found = await examineDatabase(asOf(store))
      expect(
        found.map(({ check, severity, what }) => `${severity} ${check}: ${what}`),
        'and nothing else is called fine',
      ).toEqual(['fine database: ClickHouse answers.', `critical schema: ${table} is missing: the database was lost or changed by hand.`])
      expect(found[1]?.advice).toMatch(/^Do not run npm run migrate\. .*"After the loss of the database"/)
      expect(found[1]?.fix).toBe(undefined)
      const backup = { place: { kind: 'folder', folder }, name: 'half', version: '0.1.0', now: Date.now } as const
      await expect(takeBackup(store, backup), 'no backup ends as if it were whole').rejects.toThrow(`${table} is missing: `)
      await expect(prepareDatabase(store, own)).rejects.toThrow(`${table} is missing: the database was lost or changed by hand; restore a backup`)
      await store.queries.execute(`RENAME TABLE kept TO ${table}`)
    }
    await store.queries.execute('RENAME TABLE session_spans TO kept_spans, sessions TO kept_sessions')
    expect((await examineDatabase(asOf(store)))[1]?.what).toBe('session_spans and sessions are missing: the database was lost or changed by hand.')
    await store.queries.execute('RENAME TABLE kept_spans TO session_spans, kept_sessions TO sessions')
    await prepareDatabase(store, own)
  })

  test('the doctor says which TTL there is, and which there has to be', async () => {
    await store.queries.execute('ALTER TABLE access_log MODIFY TTL toDateTime(occurred_at) + toIntervalDay(7)')
    const ttls = async () => (await examineDatabase(asOf(store))).filter(({ check }) => check === 'ttl')
    const found = await ttls()
    expect(found.map(({ what }) => what)).toEqual([
      'The TTL of session_spans is not set, and has to be toDateTime(ended_at) + toIntervalDay(402), by the retention in force.',
      'The TTL of user_days is not set, and has to be toDateTime(first_at) + toIntervalDay(402), by the retention in force.',
      'The TTL of access_log is toDateTime(occurred_at) + toIntervalDay(7), and has to be toDateTime(occurred_at) + toIntervalDay(402), by the retention in force.',
    ])
    const lines: string[] = []
    await mend(found.slice(0, 1), (line) => lines.push(line))
    expect(lines).toEqual(['Mended: ttl: the TTL of session_spans is toDateTime(ended_at) + toIntervalDay(402).'])
    expect((await ttls()).map(({ severity }) => severity)).toEqual(['fine'])
  })

  test('the doctor says whether another backup is needed, and does not take Kafka for a right that it lacks', async () => {
    const [backupId, began] = [randomUUID(), Date.now()]
    const manifest: BackupManifest = {
      ...{
        format: 1,
        backupId,
        name: 'nightly',
        beganAt: began,
        version: '0.1.0',
        installation: 'i',
        database: 'default',
        migrations: [],
        tables: [],
      },
      ...{ ledgerEntries: 0, cutoffs: { ofOthers: 0, ofNetworks: {} }, networks: {} },
      offsets: { 0: { offset: '5', metadata: '' } },
    }
    for (const event of ['begun', 'finished'])
      await store.queries.execute(
        `INSERT INTO backups SELECT '${backupId}', 'nightly', '${event}', fromUnixTimestamp64Milli(${began}, 'UTC'), '${JSON.stringify(manifest)}'`,
      )
    const backup = async (countGone?: () => Promise<bigint>) =>
      (await examineDatabase(asOf(store, countGone === undefined ? {} : { countGone }))).find(({ check }) => check === 'backup')
    expect(await backup()).toMatchObject({ severity: 'fine', what: expect.stringMatching(/^The last finished backup began at [^,]+\.$/) })
    expect(await backup(async () => 0n)).toMatchObject({ severity: 'fine', what: expect.stringMatching(/Kafka still has everything since then/) })
    expect(await backup(async () => 3n)).toMatchObject({ severity: 'critical', advice: 'npm run backup, now.' })
    const away = await backup(() => Promise.reject(new Error('Broker not connected')))
    expect(away).toMatchObject({ severity: 'unknown', what: expect.stringMatching(/Whether Kafka still has .* could not be asked: ENOTCONN\.$/) })
    expect(away?.advice).not.toContain('owner')
  })
})

test('the doctor compares the ledger export with the database: what a restore would forget, and what is shown though it was erased', async () => {
  const { folder, store } = await openPrepared()
  const [exported, copy, empty] = ['ledger', 'copy', 'empty'].map((name) => join(folder, name)) as [string, string, string]
  for (const made of [exported, empty]) mkdirSync(made)
  const erased = { networkId: 'acme', change: 'erase', at: Date.now(), userId: 'zoe', changeId: '2' } as const
  await appendTrackingChanges(store, [{ networkId: 'acme', change: 'on', at: Date.now(), changeId: '1' }, erased])
  await (await LedgerExport.open(store, { folder: exported, now: Date.now })).close()
  const said = async (ledgerExportFolder: string, aheadMs = 0) =>
    (await examineDatabase(asOf(store, { ledgerExportFolder, now: () => Date.now() + aheadMs })))
      .filter(({ check }) => check === 'ledger-export')
      .map(({ severity, what }) => `${severity}: ${what}`)
  expect(await said(exported)).toEqual(['fine: The ledger export has all 2 tracking changes and erasures.'])
  expect(await said(join(folder, 'nowhere'), 120_000)).toEqual([
    expect.stringMatching(/^critical: The folder of the ledger export is not there: \S+nowhere; mount it, /),
  ])
  expect(await said(empty, 120_000)).toEqual(['critical: The ledger export lacks 2 tracking changes or erasures: a restore would forget them.'])
  cpSync(exported, copy, { recursive: true })
  const [file = ''] = readdirSync(copy)
  const content = readFileSync(join(copy, file), 'utf8')
  writeFileSync(join(copy, file), `${content}${JSON.stringify({ ...erased, changeId: 'later' })}\n`)
  expect(await said(copy)).toEqual([
    'critical: The database lacks 1 tracking change or erasure that its ledger export has: it is older, and shows what it must not show.',
  ])
  writeFileSync(join(copy, file), content.replace(/"installation":"/, '$&other-'))
  expect(await said(copy)).toEqual([expect.stringMatching(/^critical: The ledger export .* is that of another installation \(other-.*\)\.$/)])
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the doctor names a database whose files are gone, and calls nothing of it fine', async () => {
  const { folder, store } = await openPrepared()
  await store.queries.execute("INSERT INTO tracking_ledger (network_id, at, change_id, change) SELECT 'acme', now64(3), '1', 'on'")
  rmSync(join(folder, 'store'), { recursive: true })
  const found = await examineDatabase(asOf(store))
  expect(found).toEqual([
    expect.objectContaining({
      check: 'database',
      severity: 'critical',
      what: expect.stringMatching(/^ClickHouse answers, but files of its tables are gone or damaged \(ClickHouseError FILE_DOESNT_EXIST 107\)\.$/),
      advice: expect.stringMatching(/mounted.*Do not run npm run migrate.*"After the loss of the database"/),
    }),
  ])
  await store.close().catch(() => {})
  rmSync(folder, { recursive: true, force: true })
})
