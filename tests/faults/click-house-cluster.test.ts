// Shorter, in `npm test`: tests/distributed/shards.test.ts
import {
  appendTrackingChanges,
  hasShownUserDays,
  insertSpans,
  migrate,
  prepareDatabase,
  readLatestTimeZone,
  readNetworkDays,
  readNetworkUsers,
  readSessionParts,
  type Store,
  setRetentionTtl,
} from '@stitchlog/store'
import { findTimeZone, type Span, spanOf } from '@stitchlog/timeline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouseNode } from '../../infra/stack/click-house-node.ts'
import { expectToGrow, expectToGrowAgain } from '../../packages/store/tests/growing-schema.ts'
import { ClusterHistories, rollUp, wholeTime } from '../distributed/cluster-histories.ts'
import { canRunCluster } from '../distributed/temporary-stack.ts'
import { TestCluster } from '../distributed/test-cluster.ts'

const userId = 'anna'
const zone = findTimeZone('Etc/UTC')

/** The first two heartbeats of somebody, a session each. */
function spansOf(networkId: string): Span[] {
  if (zone === undefined) throw new Error('Etc/UTC is a time zone')
  return [0, 3_600_000].map((at) => spanOf({ networkId, userId, device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at }))
}

// The tests go on from each other: what one left is in the databases of the next.
describe.runIf(canRunCluster())('a cluster of ClickHouse nodes', { timeout: 600_000 }, () => {
  let system: TestCluster
  let histories: ClusterHistories
  /** In it somebody in each of many networks; few rows, so that sweeps are cheap. */
  let people: Store

  beforeAll(async () => {
    system = await TestCluster.start(2)
    const [of, , grown] = await Promise.all([system.createDatabase('histories'), system.createDatabase('people'), system.createDatabase('grown')])
    histories = new ClusterHistories(of)
    people = system.open('people')
    await Promise.all([startService(), migrate(of), expectToGrow(grown)])
  })
  afterAll(async () => {
    await system?.stop()
  })

  /** What each service does with a database when it starts. */
  const startService = () =>
    prepareDatabase(system.open('people'), {
      service: 'ingest',
      settings: [{ name: 'retention-days', value: '50000' }],
      writesThrough: true,
      now: Date.now,
    })

  const erase = (...networks: string[]) =>
    appendTrackingChanges(
      people,
      networks.map((networkId) => ({ networkId, userId, change: 'erase', at: 7_200_000, changeId: 'erased' })),
    )

  /** By whichever way there is to ask: what is shown of somebody. */
  const readsOf = (networkId: string): Promise<number>[] => {
    const asked = { networkId, range: wholeTime, cutoff: 0 }
    return [
      readSessionParts(people, networkId, userId, wholeTime).then(({ length }) => length),
      readLatestTimeZone(people, networkId, userId).then((latest) => (latest === undefined ? 0 : 1)),
      readNetworkUsers(people, { ...asked, search: '', sort: 'lastActive', after: undefined, limit: 100 }).then(({ length }) => length),
      readNetworkDays(people, asked).then(({ length }) => length),
      hasShownUserDays(people, asked).then(Number),
    ]
  }
  const nothing = [0, 0, 0, 0, 0]
  const everything = [2, 1, 1, 1, 1]
  const shownOf = (networkId: string) => Promise.all(readsOf(networkId))

  let networkCount = 0
  const used = new Set<string>()

  /** Stores enough people for each node to have some, rolled up. */
  async function storePeople(): Promise<void> {
    const networks = Array.from({ length: 8 * system.nodes.length }, () => `network ${networkCount++}`)
    await insertSpans(people, networks.flatMap(spansOf))
    await rollUp(people, 'refresh')
  }

  /** The network of somebody who is on this shard, and whom no test has used. */
  async function somebodyOn(node: ClickHouseNode): Promise<string> {
    const find = async () => {
      const names = (await node.run('SELECT DISTINCT network_id FROM session_spans_local', 'people')).split('\n')
      return names.find((name) => name !== '' && !used.has(name))
    }
    if ((await find()) === undefined) await storePeople()
    const network = await find()
    if (network === undefined) throw new Error(`nobody is on ${node.process.name}`)
    used.add(network)
    expect(await readSessionParts(people, network, userId, wholeTime)).toHaveLength(2)
    return network
  }

  /** Of these people there is not even a row after a sweep. */
  async function expectGone(networks: readonly string[]): Promise<void> {
    expect(await Promise.all(networks.map(shownOf))).toEqual(networks.map(() => nothing))
    await rollUp(people)
    const isTheirs = `network_id IN ('${networks.join("', '")}')`
    const counts = await system.onNodes((node) =>
      Promise.all(['session_spans_local', 'user_days_local'].map((table) => node.run(`SELECT count() FROM ${table} WHERE ${isTheirs}`, 'people'))),
    )
    expect(counts).toEqual(counts.map(() => ['0\n', '0\n']))
  }

  /** The nodes that a fault is tried on: with all of them, whoever is asked is the faulty one, has the rows, or neither. */
  const nodeAt = (index: number): ClickHouseNode => {
    const node = system.nodes[index]
    if (node === undefined) throw new Error('the cluster has fewer nodes')
    return node
  }

  test('its schema grows, with data in it, by two at once, and again where that was not noted', async () => {
    const columns = (table: string) => `SELECT type FROM system.columns WHERE database = 'grown' AND table = '${table}' AND name = 'app_version'`
    for (const table of ['session_spans', 'session_spans_local'])
      expect(await system.onNodes((node) => node.run(columns(table)))).toEqual(['String\n', 'String\n'])
    await expectToGrowAgain(system.open('grown'))
  })

  test('shows of random histories what the timeline says', async () => {
    await histories.add(6)
    await histories.expectAllRight()
  })

  test('gives a shard that was added the tables as they are now, counts nothing twice, and shows nobody who was erased before', async () => {
    const erased = [await somebodyOn(nodeAt(0)), await somebodyOn(nodeAt(1))]
    await erase(...erased)
    const kept = await somebodyOn(nodeAt(0))
    const added = await system.addNode()
    for (const read of await Promise.allSettled([...erased, kept].flatMap(readsOf))) expect(read.status).toBe('rejected')
    await Promise.all([startService(), startService(), migrate(system.open('histories'))])
    for (const database of ['people', 'histories']) {
      const tables = await system.onNodes((node) =>
        node.run('SELECT name, engine FROM system.tables WHERE database = currentDatabase() ORDER BY name', database),
      )
      expect(new Set(tables).size).toBe(1)
    }
    // Everybody once more, as a stitcher writes that was away since before the erasure: many on another shard now, beside what they had.
    await insertSpans(people, Array.from({ length: networkCount }, (_, index) => spansOf(`network ${index}`)).flat())
    await rollUp(people, 'refresh')
    expect(await shownOf(await somebodyOn(added))).toEqual(everything)
    expect(await shownOf(kept)).toEqual(everything)
    await expectGone(erased)

    const store = system.open('histories')
    await insertSpans(store, histories.spans)
    await rollUp(store)
    await histories.add(3)
    await histories.expectAllRight()
  })

  test('shows nothing of an erased person from the answer on, whichever node lags and whichever is asked', async () => {
    const erased: string[] = []
    for (const node of system.nodes) {
      // Somebody whose rows are on this node: another one that is asked must not go by what this one knows.
      const network = await somebodyOn(node)
      erased.push(network)
      system.cluster.setLagging(node, true)
      try {
        await erase(network)
        for (const _ of system.nodes) expect(await shownOf(network)).toEqual(nothing)
        await rollUp(people, 'refresh')
        expect(await shownOf(network)).toEqual(nothing)
      } finally {
        system.cluster.setLagging(node, false)
      }
    }
    await expectGone(erased)
  })

  test('refuses to read while a node is dead, goes on otherwise, and shows nobody who was erased meanwhile', async () => {
    const dead = nodeAt(1)
    const erased = [await somebodyOn(dead), await somebodyOn(nodeAt(2))]
    const kept = [await somebodyOn(dead), await somebodyOn(nodeAt(0))]
    const processes = system.nodes.map(({ process }) => process.pid)
    await dead.process.signal('SIGKILL')
    const outcomesOf = async (networks: readonly string[]) =>
      new Set((await Promise.allSettled(networks.flatMap(readsOf))).map(({ status }) => status))
    expect(await outcomesOf(kept)).toEqual(new Set(['rejected']))
    await erase(...erased)
    expect(await outcomesOf(erased)).toEqual(new Set(['rejected']))
    await expect(rollUp(people, 'refresh')).rejects.toThrow()
    await startService()
    // What a stitcher would write later; it keeps what is not confirmed.
    await expect(insertSpans(people, [...erased, ...kept].flatMap(spansOf))).rejects.toThrow()

    await system.cluster.startNode(dead)
    expect(system.nodes.map(({ process }) => process.pid).filter((pid) => processes.includes(pid))).toHaveLength(2)
    await insertSpans(people, [...erased, ...kept].flatMap(spansOf))
    await expectGone(erased)
    expect(await Promise.all(kept.map(shownOf))).toEqual(kept.map(() => everything))
  })

  test('shows nobody who was erased while a node was frozen, neither meanwhile nor afterwards', async () => {
    const everErased: string[] = []
    for (const frozen of system.nodes) {
      const erased = [await somebodyOn(frozen), await somebodyOn(nodeAt((system.nodes.indexOf(frozen) + 1) % 3))]
      everErased.push(...erased)
      await frozen.process.signal('SIGSTOP')
      let reads: Promise<PromiseSettledResult<number>[]>
      try {
        await erase(...erased)
        // Of each node that is asked, by turns.
        reads = Promise.allSettled(erased.flatMap(readsOf))
      } finally {
        await frozen.process.signal('SIGCONT')
      }
      for (const read of await reads) expect(read.status === 'rejected' || read.value === 0).toBe(true)
    }
    await expectGone(everErased)
  })

  test('has one retention on all nodes, on one that was added and on one that somebody changed', async () => {
    const definitions = () => system.onNodes((node) => node.run('SHOW CREATE TABLE user_days_local', 'people'))
    const ttl = 'TTL toDateTime(first_at) + toIntervalDay(1002)'
    const [, changed] = system.nodes
    await setRetentionTtl(people, 1000, 400)
    for (const definition of await definitions()) expect(definition).toContain(ttl)
    // As a node that was added has it.
    await changed?.run('DROP DATABASE people')
    await changed?.run('CREATE DATABASE people ENGINE = Atomic')
    await migrate(people)
    for (const definition of await definitions()) expect(definition).toContain(ttl)
    await changed?.run('ALTER TABLE user_days_local REMOVE TTL', 'people')
    await setRetentionTtl(people, 1000, 400)
    for (const definition of await definitions()) expect(definition).toContain(ttl)
    // Longer than ClickHouse can reckon with: none.
    await changed?.run('ALTER TABLE user_days_local REMOVE TTL', 'people')
    await setRetentionTtl(people, 5000, 400)
    for (const definition of await definitions()) expect(definition).not.toContain('TTL ')
  })

  test('shows the same when a shard was taken away whose rows were moved, so that one that was added has replaced it', async () => {
    const store = system.open('histories')
    const node = nodeAt(0)
    await system.cluster.detachNode(node)
    for (const table of ['session_spans', 'user_days'])
      await store.jobQueries.execute(`INSERT INTO ${table} SELECT * FROM remote('127.0.0.1:${node.ports.tcp}', histories, ${table}_local)`)
    await node.stop()
    await histories.expectAllRight()
  })
})
