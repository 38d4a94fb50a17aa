import { ExplainedError } from '@stitchlog/contracts'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rounds } from '../../../tests/rounds.ts'
import {
  agreedSettingsOf,
  appendTrackingChanges,
  checkAgreedSettings,
  fingerprintOf,
  insertSpans,
  type OwnSetting,
  offerSetting,
  prepareDatabase,
  readAgreedSettings,
  readInstallation,
  type Store,
} from '../src/index.ts'
import { mutationTarget } from '../src/schema/cluster-schema.ts'
import { emptyTable, openTemporaryStore } from './temporary-store.ts'

const dayMs = 86_400_000
const startedAt = 1_790_000_000_000

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterEach(async () => {
  for (const table of ['agreed_settings', 'session_spans', 'tracking_ledger']) await emptyTable(store, table)
})
afterAll(() => close())

const set = (values: Partial<Record<OwnSetting['name'], string>>) => Object.entries(values).map(([name, value]) => ({ name, value }) as OwnSetting)

const start = (service: string, values: Partial<Record<OwnSetting['name'], string>>, on: Store = store) =>
  prepareDatabase(on, { service, settings: set(values), writesThrough: true, now: () => startedAt })

/** But for the id of the installation, which nobody chooses. */
const valuesOf = async () => {
  const { installation: _, ...values } = Object.fromEntries([...(await readAgreedSettings(store))].map(([name, { value }]) => [name, value]))
  return values
}

/** Processes with connections of their own, as far as one process can have them. */
const atOnce = (): Store[] =>
  [store.queries, store.longQueries, store.ledgerQueries, store.jobQueries].map((client) => ({ ...store, ledgerQueries: client }))

describe('what must be alike', () => {
  test('holds as the first one has it, and later ones may add what they alone know', async () => {
    await start('ingest', { 'retention-days': '400', partitions: '12' })
    await start('rollup', { 'retention-days': '400', 'access-log-retention-days': '90' })
    const installation = await readInstallation(store)
    expect(installation).toMatch(/^[0-9a-f-]{36}$/)
    await start('rollup', { 'retention-days': '400', 'access-log-retention-days': '90' })
    expect(await readInstallation(store)).toBe(installation)
    expect(await valuesOf()).toEqual({ 'retention-days': '400', partitions: '12', 'access-log-retention-days': '90' })
    expect((await readAgreedSettings(store)).get('partitions')).toMatchObject({ revision: 0, setBy: 'ingest', setAt: startedAt })
  })

  test('keeps a process that differs from starting, which leaves nothing behind and names variable and both values', async () => {
    await start('ingest', { 'retention-days': '400', partitions: '12' })
    const start1 = start('rollup', { 'retention-days': '1', 'access-log-retention-days': '90', partitions: '6' })
    await expect(start1).rejects.toThrow(ExplainedError)
    await expect(start1).rejects.toThrow(
      'STITCHLOG_RETENTION_DAYS is 1 here, but 400 in all services of this database (since 2026-09-21T14:13:20.000Z, set by ingest); npm run settings -- --retention-days 1 changes it for all; KAFKA_PARTITIONS is 6 here, but 12 in all',
    )
    expect(await valuesOf()).toEqual({ 'retention-days': '400', partitions: '12' })
  })

  test.each([
    ['cluster', 'activity', '', 'CLICKHOUSE_CLUSTER is not set here, but activity in all'],
    ['fsync', 'on', 'off', 'STITCHLOG_FSYNC is off here, but on in all'],
    ['consumer-group', 'a', 'b', 'the consumer group is b here, but a in all'],
    ['access-log-retention-days', '400', '399', 'STITCHLOG_ACCESS_LOG_RETENTION_DAYS is 399 here, but 400 in all'],
  ] as const)('includes %s', async (name, first, second, complaint) => {
    await start('ingest', { [name]: first })
    await expect(start('query', { [name]: second })).rejects.toThrow(complaint)
  })

  test('tells nothing of a secret, neither in the database nor in the complaint', async () => {
    const ours = 'a secret for tests, of more than 32 characters'
    const theirs = 'another secret for tests, of more than 32 characters'
    const [own, other] = [ours, theirs].map((secret) => agreedSettingsOf({ retentionDays: 400, writesThrough: true, tokenKeys: { secret } }))
    const startWith = (settings: readonly OwnSetting[] = []) =>
      prepareDatabase(store, { service: 'query', settings, writesThrough: true, now: () => startedAt })
    await startWith(own)
    await startWith(own)
    // With keys of a JWKS there is nothing to compare.
    await startWith(agreedSettingsOf({ retentionDays: 400, writesThrough: true, tokenKeys: { jwksUrl: new URL('https://keys.example') } }))
    const message = await startWith(other).then(String, (error: unknown) => String(error))
    expect(message).toContain('STITCHLOG_TOKEN_SECRET is not the secret')
    for (const told of [ours, theirs, fingerprintOf(ours), fingerprintOf(theirs)]) expect(message).not.toContain(told)
    expect((await valuesOf())['token-secret']).toMatch(/^[0-9a-f]{6}$/)
  })

  test('of several that start at once on a new database with other values exactly those start that have what holds', async () => {
    for (let round = 0; round < rounds(3, 8); round++) {
      const daysOf = (index: number) => String(400 + ((index + round) % 3))
      const outcomes = await Promise.allSettled(
        atOnce().map((on, index) => start(`service ${index}`, { 'retention-days': daysOf(index), partitions: '12' }, on)),
      )
      const { 'retention-days': holding } = await valuesOf()
      expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map((_, index) => (daysOf(index) === holding ? 'fulfilled' : 'rejected')))
      await emptyTable(store, 'agreed_settings')
    }
  })

  test('whoever gets the first setting in which processes differ gets the others too, so that one of them starts', async () => {
    const outcomes = await Promise.allSettled([
      start('a', { partitions: '1', 'retention-days': '401', fsync: 'on' }, atOnce()[0]),
      start('b', { fsync: 'off', partitions: '1', 'retention-days': '402' }, atOnce()[1]),
      start('c', { 'retention-days': '403', 'consumer-group': 'c', fsync: 'on' }, atOnce()[2]),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('of many offers of one revision the database takes one, which stays', async () => {
    const revisions = rounds(10, 40)
    for (let revision = 0; revision < revisions; revision++) {
      const offers = atOnce().map((on, index) =>
        offerSetting(on, { name: 'partitions', value: `${revision} ${index}`, revision, setBy: 'test', setAt: startedAt - index }),
      )
      const seen = new Set((await Promise.all(offers)).map(({ value }) => value))
      expect([...seen]).toEqual([(await valuesOf())['partitions']])
    }
    // One that was late for long, and one in a database whose parts were merged.
    await store.queries.execute('OPTIMIZE TABLE agreed_settings FINAL')
    const { value } = await offerSetting(store, { name: 'partitions', value: 'late', revision: revisions - 1, setBy: 'late', setAt: 0 })
    expect(value.startsWith(`${revisions - 1} `)).toBe(true)
    expect(await store.queries.selectRows('SELECT count() FROM agreed_settings')).toEqual([[revisions]])
  })

  test('can be set anew after somebody emptied the table', async () => {
    await start('ingest', { 'retention-days': '400' })
    await emptyTable(store, 'agreed_settings')
    await start('ingest', { 'retention-days': '500' })
    expect(await valuesOf()).toEqual({ 'retention-days': '500' })
  })

  test('is not known on a node that has no tables yet: a start goes on, a running process stops short of what it goes by', async () => {
    await start('ingest', { 'retention-days': '400' })
    const unknown = Object.assign(new Error('Unknown table'), { type: 'UNKNOWN_TABLE', code: '60' })
    let asked = 0
    /** The first read of the settings reaches such a node. */
    const ledgerQueries = new Proxy(store.ledgerQueries, {
      get: (target, name) =>
        name === 'selectRows'
          ? async (...parameters: Parameters<typeof target.selectRows>) => {
              if (/FROM agreed_settings/.test(parameters[0]) && asked++ === 0) throw unknown
              return await target.selectRows(...parameters)
            }
          : Reflect.get(target, name, target),
    })
    await start('query', { 'retention-days': '400' }, { ...store, ledgerQueries })
    asked = 0
    await expect(start('query', { 'retention-days': '1' }, { ...store, ledgerQueries })).rejects.toThrow('STITCHLOG_RETENTION_DAYS is 1 here')
    asked = 0
    await expect(checkAgreedSettings({ ...store, ledgerQueries }, { settings: set({ 'retention-days': '400' }) })).rejects.toThrow('Unknown table')
  })

  test('is seen by a running process when it was changed', async () => {
    await start('rollup', { 'retention-days': '400' })
    await offerSetting(store, { name: 'retention-days', value: '500', revision: 1, setBy: 'settings', setAt: startedAt + 1 })
    await expect(checkAgreedSettings(store, { settings: set({ 'retention-days': '400' }) })).rejects.toThrow('but 500 in all')
    await checkAgreedSettings(store, { settings: set({ 'retention-days': '500' }) })
  })
})

describe('a database from before, of which nobody has said what must be alike', () => {
  const stored = async (daysAgo: number, networkId = 'acme') => {
    const zone = findTimeZone('Etc/UTC')
    if (zone === undefined) throw new Error('Etc/UTC is a time zone')
    const at = startedAt - daysAgo * dayMs
    await insertSpans(store, [spanOf({ networkId, userId: 'anna', device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at })])
  }
  beforeEach(() => store.queries.execute(`DROP TABLE ${mutationTarget('agreed_settings', store.cluster)}`))
  beforeEach(() => store.queries.execute("DELETE FROM schema_migrations WHERE name = '0010-agreed-settings'"))

  test('takes what the first one has', async () => {
    await stored(399)
    await start('ingest', { 'retention-days': '400' })
    expect(await valuesOf()).toEqual({ 'retention-days': '400' })
  })

  test('does not take a retention that would delete what was kept until now', async () => {
    await stored(399)
    await expect(start('rollup', { 'retention-days': '1' })).rejects.toThrow(
      'STITCHLOG_RETENTION_DAYS is 1 here, and 1 stored spans are much older than that',
    )
    await start('rollup', { 'retention-days': '400' })
  })

  test('passes over networks with a retention of their own, and what sweeps are late with', async () => {
    await stored(6)
    await stored(399, 'other')
    await appendTrackingChanges(store, [{ networkId: 'other', change: 'retention', days: 500, at: 0, changeId: '1' }])
    await start('rollup', { 'retention-days': '1' })
  })
})
