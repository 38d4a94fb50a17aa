import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultRollupSettings, runRollup } from '@stitchlog/rollup'
import {
  appendTrackingChanges,
  hasShownUserDays,
  insertSpans,
  migrate,
  openHttpStore,
  readAllSessionParts,
  readLatestTimeZone,
  readNetworkDays,
  readNetworkUsers,
  readSessionParts,
  type Store,
  setRetentionTtl,
  verifyUserDays,
} from '@stitchlog/store'
import { dayTotalsOf, findTimeZone, type SessionPart, type Span, sessionPartsOf, spanOf } from '@stitchlog/timeline'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ClickHouseCluster } from '../../infra/stack/click-house-cluster.ts'
import { clusterDatabase, clusterName } from '../../infra/stack/click-house-node.ts'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { expectToGrow, expectToGrowAgain } from '../../packages/store/tests/growing-schema.ts'
import { byKey, lineOf } from '../../packages/store/tests/session-part-lines.ts'
import { historyArbitrary } from '../../packages/timeline/tests/arbitraries.ts'
import { propertyParameters } from '../../packages/timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../../packages/timeline/tests/seeded-random.ts'
import { expectedUserDays, keptSpans, type StoredHistory, storedHistoryOf, storedUserDays } from '../../services/rollup/tests/rolled-up-histories.ts'
import { canRunCluster } from './temporary-stack.ts'

const whole = { from: '1969-12-31', to: '2100-01-01' }
const everything = { ...whole, networkId: undefined, chunk: 0, chunkCount: 1 }

// The tests go on from each other: what one left is in the database of the next.
describe.runIf(canRunCluster())('a cluster of ClickHouse nodes', { timeout: 120_000 }, () => {
  let folder: string
  let url: string
  let cluster: ClickHouseCluster
  let store: Store
  const { seed } = propertyParameters()
  const random = randomFrom(seed)
  const histories: StoredHistory[] = []

  const portsOfNode = async () => {
    const [http = 0, tcp = 0] = await freePorts(2)
    return { http, tcp }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stitchlog-cluster-'))
    const [port = 0] = await freePorts(1)
    url = `http://127.0.0.1:${port}`
    cluster = new ClickHouseCluster(folder, port, [await portsOfNode(), await portsOfNode()])
    await cluster.start()
    store = openHttpStore({ url, user: 'default', password: '', database: clusterDatabase, cluster: clusterName })
    await migrate(store)
  }, 60_000)
  afterAll(async () => {
    await store?.close()
    await cluster?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const rollUp = (kind: 'full' | 'refresh' = 'full') =>
    runRollup({ store, now: Date.now, retentionDays: 50_000, accessLogRetentionDays: 400, settings: defaultRollupSettings, reached: () => {} }, kind)

  async function allParts(): Promise<SessionPart[]> {
    const parts = []
    for await (const page of readAllSessionParts(store)) parts.push(...page)
    return parts
  }

  /** Stores random histories of networks of their own, rolled up in between. */
  async function storeHistories(count: number): Promise<void> {
    const added = fc
      .sample(historyArbitrary, { numRuns: count, seed: seed + histories.length })
      .map((history, index) => storedHistoryOf(history, `${histories.length + index}:`))
    histories.push(...added)
    const spans = shuffled(
      added.flatMap((history) => history.spans),
      random,
    )
    const half = Math.floor(spans.length / 2)
    await insertSpans(store, spans.slice(0, half))
    await rollUp('refresh')
    // Some once more, as after a redelivery.
    await insertSpans(store, spans.slice(Math.floor(half / 2)))
    await appendTrackingChanges(
      store,
      added.flatMap(({ erasures }) => erasures),
    )
    await rollUp()
  }

  /** Sessions, days and overviews are those of the timeline. */
  async function expectAllRight(): Promise<void> {
    const parts = sessionPartsOf(histories.flatMap(keptSpans))
    const shown = (await allParts()).filter(({ networkId }) => histories.some(({ prefix }) => networkId.startsWith(prefix)))
    expect(shown.sort(byKey).map(lineOf)).toEqual(parts.toSorted(byKey).map(lineOf))
    expect(await storedUserDays(store, histories)).toEqual(expectedUserDays(histories))
    expect(await verifyUserDays(store, everything)).toEqual([])
    for (const [networkId, ofNetwork] of Map.groupBy(parts, (part) => part.networkId)) {
      const asked = { networkId, range: whole, cutoff: 0 }
      const users = await readNetworkUsers(store, { ...asked, search: '', sort: 'duration', after: undefined, limit: 100_000 })
      const byUser = Map.groupBy(ofNetwork, ({ userId }) => userId)
      expect(
        Object.fromEntries(users.map(({ userId, activeDays, sessionCount, durationMs }) => [userId, [activeDays, sessionCount, durationMs]])),
      ).toEqual(
        Object.fromEntries(
          [...byUser].map(([userId, ofUser]) => {
            const days = [...Map.groupBy(ofUser, ({ date }) => date).values()].map(dayTotalsOf)
            const sum = (pick: (day: (typeof days)[number]) => number) => days.reduce((total, day) => total + pick(day), 0)
            return [userId, [days.length, sum((day) => day.sessionCount), sum((day) => day.durationMs)]]
          }),
        ),
      )
      const days = await readNetworkDays(store, asked)
      expect(days.map(({ date, activeUsers }) => [date, activeUsers])).toEqual(
        [...Map.groupBy(ofNetwork, ({ date }) => date)]
          .map(([date, ofDate]) => [date, new Set(ofDate.map(({ userId }) => userId)).size])
          .sort(([a], [b]) => (String(a) < String(b) ? 1 : -1)),
      )
    }
  }

  /** Another database on the same nodes. */
  async function withDatabase(
    name: string,
    use: (store: Store, onNodes: (check: (run: (statement: string) => Promise<string>) => Promise<void>) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    for (const node of cluster.nodes) await node.run(`CREATE DATABASE ${name} ENGINE = Atomic`)
    const other = openHttpStore({ url, user: 'default', password: '', database: name, cluster: clusterName })
    try {
      await use(other, async (check) => {
        for (const node of cluster.nodes) await check((statement) => node.run(statement, name))
      })
    } finally {
      await other.close()
      for (const node of cluster.nodes) await node.run(`DROP DATABASE ${name}`)
    }
  }

  test('its schema grows, with data in it, by two at once, and again where that was not noted', async () => {
    await withDatabase('grown', async (grown, onNodes) => {
      await expectToGrow(grown)
      const columns = (table: string) => `SELECT type FROM system.columns WHERE database = 'grown' AND table = '${table}' AND name = 'app_version'`
      await onNodes(async (run) => {
        for (const table of ['session_spans', 'session_spans_local']) expect(await run(columns(table))).toBe('String\n')
      })
      await expectToGrowAgain(grown)
    })
  })

  test('shows of random histories what the timeline says', async () => {
    await storeHistories(8)
    await expectAllRight()
    // Both shards have a part of it.
    for (const node of cluster.nodes) expect(Number(await node.run('SELECT count() FROM session_spans_local', clusterDatabase))).toBeGreaterThan(0)
  })
  /** What is shown of a person, by whichever way there is to ask. */
  async function shownOf(networkId: string, userId: string): Promise<Record<string, unknown>> {
    const asked = { networkId, range: whole, cutoff: 0 }
    const users = await readNetworkUsers(store, { ...asked, search: '', sort: 'lastActive', after: undefined, limit: 100 })
    return {
      parts: (await readSessionParts(store, networkId, userId, whole)).length,
      zone: (await readLatestTimeZone(store, networkId, userId)) !== undefined,
      isListed: users.some((user) => user.userId === userId),
      days: (await readNetworkDays(store, asked)).length,
      isAny: await hasShownUserDays(store, asked),
    }
  }
  const nothing = { parts: 0, zone: false, isListed: false, days: 0, isAny: false }
  const something = { parts: 2, zone: true, isListed: true, days: 1, isAny: true }

  function spansOf(networkId: string, userId: string, starts: readonly number[]): Span[] {
    const zone = findTimeZone('Etc/UTC')
    if (zone === undefined) throw new Error('Etc/UTC is a time zone')
    return starts.map((at) => spanOf({ networkId, userId, device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at }))
  }

  const tableNames = 'SELECT name, engine FROM system.tables WHERE database = currentDatabase() ORDER BY name'

  test('gives a shard that was added the tables as they are now, and counts nothing twice', async () => {
    const node = await cluster.addNode(await portsOfNode())
    await Promise.all([migrate(store), migrate(store)])
    for (const other of cluster.nodes) expect(await other.run(tableNames, clusterDatabase)).toBe(await node.run(tableNames, clusterDatabase))
    // The same people are on other shards from now on, beside what they had.
    await insertSpans(
      store,
      histories.flatMap(({ spans }) => spans),
    )
    await rollUp()
    expect(Number(await node.run('SELECT count() FROM user_days_local', clusterDatabase))).toBeGreaterThan(0)
    await storeHistories(4)
    await expectAllRight()
  })

  test('has one retention on all nodes, on one that was added and on one that somebody changed', async () => {
    await withDatabase('kept', async (kept, onNodes) => {
      const definition = 'SHOW CREATE TABLE user_days_local'
      await migrate(kept)
      await setRetentionTtl(kept, 1000, 400)
      await onNodes(async (run) => expect(await run(definition)).toContain('TTL toDateTime(first_at) + toIntervalDay(1002)'))
      // As a node that was added has it.
      await cluster.nodes[1]?.run('DROP DATABASE kept')
      await cluster.nodes[1]?.run('CREATE DATABASE kept ENGINE = Atomic')
      await migrate(kept)
      await onNodes(async (run) => expect(await run(definition)).toContain('TTL toDateTime(first_at) + toIntervalDay(1002)'))
      await cluster.nodes[1]?.run('ALTER TABLE user_days_local REMOVE TTL', 'kept')
      await setRetentionTtl(kept, 1000, 400)
      await onNodes(async (run) => expect(await run(definition)).toContain('TTL toDateTime(first_at) + toIntervalDay(1002)'))
      // Longer than ClickHouse can reckon with: none.
      await cluster.nodes[1]?.run('ALTER TABLE user_days_local REMOVE TTL', 'kept')
      await setRetentionTtl(kept, 5000, 400)
      await onNodes(async (run) => expect(await run(definition)).not.toContain('TTL '))
    })
  })

  test('shows nothing of an erased person from the answer on, whichever node lags and whichever is asked', async () => {
    const candidates = Array.from({ length: 8 * cluster.nodes.length }, (_, index) => `lagging ${index}`)
    await insertSpans(
      store,
      candidates.flatMap((networkId) => spansOf(networkId, 'anna', [0, 3_600_000])),
    )
    await rollUp('refresh')
    const userId = 'anna'
    const erased: string[] = []
    for (const node of cluster.nodes) {
      // Somebody whose rows are on this node: another one that is asked must not go by what this one knows.
      const here = await node.run(`SELECT DISTINCT network_id FROM session_spans_local WHERE network_id LIKE 'lagging %'`, clusterDatabase)
      const networkId = here.split('\n').find((name) => name !== '' && !erased.includes(name)) ?? ''
      erased.push(networkId)
      expect(await shownOf(networkId, userId)).toEqual(something)
      cluster.setLagging(node, true)
      try {
        await appendTrackingChanges(store, [{ networkId, userId, change: 'erase', at: 7_200_000, changeId: 'lagging' }])
        for (let round = 0; round < cluster.nodes.length; round++) expect(await shownOf(networkId, userId)).toEqual(nothing)
        await rollUp('refresh')
        expect(await shownOf(networkId, userId)).toEqual(nothing)
        expect((await allParts()).filter((part) => part.networkId === networkId)).toEqual([])
      } finally {
        cluster.setLagging(node, false)
      }
    }
    await rollUp()
    for (const node of cluster.nodes) {
      for (const table of ['session_spans_local', 'user_days_local'])
        expect(await node.run(`SELECT count() FROM ${table} WHERE network_id IN ('${erased.join("', '")}')`, clusterDatabase)).toBe('0\n')
    }
  })

  test('shows the same when a shard was taken away whose rows were moved', async () => {
    const node = await cluster.detachNode()
    for (const table of ['session_spans', 'user_days'])
      await store.jobQueries.execute(`INSERT INTO ${table} SELECT * FROM remote('127.0.0.1:${node.ports.tcp}', ${clusterDatabase}, ${table}_local)`)
    await node.process.stop()
    await expectAllRight()
  })
})
