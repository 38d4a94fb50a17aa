import { setTimeout } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { activityEventSchema, deadLetterTopic } from '@stitchlog/contracts'
import { readStreamAlarms, readTrackingChanges } from '@stitchlog/store'
import { ClickHouseCluster } from '../../infra/stack/click-house-cluster.ts'
import type { ClickHouseNode } from '../../infra/stack/click-house-node.ts'
import { naiveTimeline, type RawEvent } from '../../packages/timeline/tests/naive-model.ts'
import { randomFrom } from '../../packages/timeline/tests/seeded-random.ts'
import { inOrder, type Shown, shownBy } from '../../packages/timeline/tests/shown.ts'
import type { ServiceProcess } from '../distributed/service-process.ts'
import { type StoredRecord, TestSystem } from '../distributed/test-system.ts'
import { changeLedger, LiveClients, liveNetworks, prepareHistories, produce } from './workload.ts'

/** One caller reads what hundreds would. */
const unlimited = {
  STITCHLOG_READS_PER_MINUTE: '0',
  STITCHLOG_CHANGES_PER_MINUTE: '0',
  STITCHLOG_NETWORK_CHANGES_PER_HOUR: '0',
  STITCHLOG_DOWNLOAD_REQUESTS_PER_MINUTE: '0',
}

const dayMs = 86_400_000

/** The session timeout of the stitchers here, and 15 s. */
export const resumesWithinMs = 21_000

export interface ChaosOptions {
  readonly seed: number
  /** How long faults go on at least. */
  readonly seconds: number
  /** How many of them there are at least, however long each of them takes. */
  readonly leastFaults: number
  readonly brokerCount: number
  readonly clickHouseNodeCount: number
  readonly histories: number
  readonly log: (line: string) => void
}

export interface ChaosResult {
  readonly expected: Shown
  readonly actual: Shown
  /** Events that were accepted over HTTP and are not in the topic. */
  readonly lost: number
  /** How long it took until events were read again once everything was back. */
  readonly resumedMs: number
  /** How often a stitcher thought that its log was another one, or that records were gone: none of the faults does that. */
  readonly alarms: number
  readonly facts: Readonly<Record<string, number>>
}

/** Lets everything go wrong for a while, heals it, waits until all is worked off, and asks the model what should be there. */
export async function runChaos({ seed, seconds, leastFaults, brokerCount, clickHouseNodeCount, histories, log }: ChaosOptions): Promise<ChaosResult> {
  const random = randomFrom(seed)
  const system = await TestSystem.start({ brokerCount, clickHouseNodeCount, environment: unlimited })
  let isDone = false
  try {
    const ingests = [await system.startService('ingest'), await system.startService('ingest')]
    await Promise.all(ingests.map((service) => service.ready()))
    const token = await system.tokenFor(liveNetworks)
    // Their changes count from instants long past, so they have to be there before anybody decides by them.
    const values = await prepareHistories(system, seed, histories, random)
    const stitchers = [await system.startService('stitcher'), await system.startService('stitcher')]
    await Promise.all(stitchers.map((service) => service.ready()))
    const clients = new LiveClients(ingests, token, random)
    const stopping = new AbortController()
    const sending = clients.run(4, stopping.signal)
    const until = Date.now() + seconds * 1000
    const producing = produce(system, values, seconds * 1000, random)
    let faultCount = 0
    const note = (event: string) => log(`${((Date.now() - until) / 1000 + seconds).toFixed(1)} s: ${event}`)
    const noteFault = (fault: string) => {
      faultCount++
      note(fault)
    }
    const goesOn = () => Date.now() < until || faultCount < leastFaults
    await Promise.all([
      disturbInfrastructure({ system, ingests, token, goesOn, random, note, noteFault }),
      disturbServices({ system, ingests, stitchers, goesOn, random, noteFault }),
    ])
    stopping.abort()
    await sending
    await producing
    await Promise.all([...ingests, ...stitchers].map((service) => service.alive()))
    const healedAt = Date.now()
    await system.readsOn(180_000)
    const resumedMs = Date.now() - healedAt
    log(`reads on ${(resumedMs / 1000).toFixed(1)} s after the last fault`)
    await system.workedOff(180_000)
    log(`worked off ${((Date.now() - healedAt) / 1000).toFixed(1)} s after the last fault`)

    const records = await system.readTopic()
    const { entries } = await readTrackingChanges(system.store)
    const events = records.flatMap(eventOf)
    const { parts, days, accepted } = naiveTimeline(events, entries, 400 * dayMs)
    const inTopic = new Set(events.map(({ networkId, userId, occurredAt }) => JSON.stringify([networkId, userId, occurredAt])))
    const lost = clients.accepted.filter(({ networkId, userId, occurredAt }) => !inTopic.has(JSON.stringify([networkId, userId, occurredAt])))
    const deadLetters = await system.readTopic(deadLetterTopic)
    const alarms = await readStreamAlarms(system.store)
    const result = {
      expected: inOrder({ parts, days }),
      actual: shownBy(await system.sessionParts()),
      lost: lost.length,
      resumedMs,
      alarms: alarms.length,
      facts: {
        records: records.length,
        accepted,
        parts: parts.length,
        ledgerEntries: entries.length,
        deadLetters: deadLetters.length,
        acceptedOverHttp: clients.accepted.length,
        unansweredRequests: clients.unanswered,
        faults: faultCount,
      },
    }
    isDone = isDeepStrictEqual(result.expected, result.actual) && lost.length === 0 && alarms.length === 0 && resumedMs < resumesWithinMs
    return result
  } finally {
    if (!isDone) log(`logs are kept in ${system.folder}`)
    await system.stop(!isDone)
  }
}

/** What the stitchers should have taken a record for: an event, received no later than the brokers say. */
function eventOf({ value, timestamp }: StoredRecord): RawEvent[] {
  if (value === null) return []
  let parsed: unknown
  try {
    parsed = JSON.parse(value.toString())
  } catch {
    return []
  }
  const { data } = activityEventSchema.safeParse(parsed)
  return data === undefined ? [] : [{ ...data, receivedAt: Math.min(data.receivedAt ?? timestamp, timestamp) }]
}

interface Disturbance {
  readonly system: TestSystem
  readonly ingests: readonly ServiceProcess[]
  readonly goesOn: () => boolean
  readonly random: () => number
  readonly noteFault: (fault: string) => void
}

/** Brokers, ClickHouse and the network, one after the other; between two faults the ledger is changed, which a fault would delay too much to count as it should. */
async function disturbInfrastructure(options: Disturbance & { token: string; note: (event: string) => void }): Promise<void> {
  const { system, ingests, token, goesOn, random, note, noteFault } = options
  const { clickHouse, brokers } = system.stack
  const some = <T>(values: readonly T[]): T[] => values.slice(Math.floor(random() * values.length)).slice(0, 1)
  const faults: Readonly<Record<string, () => Promise<void>>> = {
    'a broker is killed': async () => {
      for (const broker of some(brokers)) {
        await broker.signal('SIGKILL')
        await setTimeout(random() * 3000)
        await broker.start()
      }
    },
    'a broker is ended': async () => {
      for (const broker of some(brokers)) {
        await broker.stop()
        await setTimeout(random() * 3000)
        await broker.start()
      }
    },
    'ClickHouse is killed': async () => {
      await clickHouse.signal('SIGKILL')
      await setTimeout(random() * 3000)
      await clickHouse.start()
    },
    'ClickHouse is frozen': async () => {
      await clickHouse.signal('SIGSTOP')
      await setTimeout(1000 + random() * 4000)
      await clickHouse.signal('SIGCONT')
    },
    'ClickHouse refuses': async () => {
      system.clickHouseProxy.weather = 'refusing'
      await setTimeout(random() * 4000)
      system.clickHouseProxy.weather = 'clear'
    },
    'ClickHouse is silent': async () => {
      system.clickHouseProxy.weather = 'silent'
      await setTimeout(random() * 5000)
      system.clickHouseProxy.weather = 'clear'
    },
    ...(clickHouse instanceof ClickHouseCluster ? nodeFaults(clickHouse, some, random) : {}),
    'connections to ClickHouse are cut': async () => system.clickHouseProxy.cut(),
    'a broker is cut off': async () => {
      for (const proxy of some(system.kafkaProxies)) {
        proxy.weather = random() < 0.5 ? 'refusing' : 'silent'
        await setTimeout(random() * 6000)
        proxy.weather = 'clear'
      }
    },
    'connections to the brokers are cut': async () => {
      for (const proxy of system.kafkaProxies) proxy.cut()
    },
  }
  while (goesOn()) {
    if (await changeLedger(ingests, token, random)) note('the ledger is changed')
    await setTimeout(random() * 1500)
    for (const [name, fault] of some(Object.entries(faults))) {
      noteFault(name)
      await fault()
    }
  }
}

/** Single nodes of a cluster. */
function nodeFaults(
  cluster: ClickHouseCluster,
  some: <T>(values: readonly T[]) => readonly T[],
  random: () => number,
): Readonly<Record<string, () => Promise<void>>> {
  const onSome = (disturb: (node: ClickHouseNode) => Promise<void>) => async () => {
    for (const node of some(cluster.nodes)) await disturb(node)
  }
  return {
    'a ClickHouse node is killed': onSome(async (node) => {
      await node.process.signal('SIGKILL')
      await setTimeout(random() * 5000)
      await cluster.startNode(node)
    }),
    'a ClickHouse node is frozen': onSome(async (node) => {
      await node.process.signal('SIGSTOP')
      await setTimeout(random() * 5000)
      await node.process.signal('SIGCONT')
    }),
    'a ClickHouse node lags': onSome(async (node) => {
      cluster.setLagging(node, true)
      await setTimeout(random() * 5000)
      cluster.setLagging(node, false)
    }),
  }
}

/** Stitchers die, end, freeze, come and go; ingests are restarted in turn. */
async function disturbServices({
  system,
  ingests,
  stitchers,
  goesOn,
  random,
  noteFault,
}: Disturbance & { stitchers: ServiceProcess[] }): Promise<void> {
  const any = () => stitchers[Math.floor(random() * stitchers.length)]
  const faults: Readonly<Record<string, () => Promise<void>>> = {
    'a stitcher is killed': async () => any()?.signal('SIGKILL'),
    'all stitchers are killed, and killed again': async () => {
      for (const stitcher of stitchers) stitcher.signal('SIGKILL')
      // Before they are back, while the group waits for those that died, or while it deals out its partitions.
      await setTimeout(random() * 9000)
      for (const stitcher of stitchers) stitcher.signal('SIGKILL')
    },
    'a stitcher is killed while the group goes on without another': async () => {
      any()?.signal('SIGKILL')
      await setTimeout(5500 + random() * 3000)
      any()?.signal('SIGKILL')
    },
    'a stitcher is ended while the group takes another in': async () => {
      any()?.signal('SIGTERM')
      await setTimeout(500 + random() * 3000)
      any()?.signal('SIGTERM')
    },
    'a stitcher is ended': async () => any()?.signal('SIGTERM'),
    'a stitcher is frozen for longer than its session': async () => {
      const stitcher = any()
      stitcher?.signal('SIGSTOP')
      await setTimeout(7000 + random() * 2000)
      stitcher?.signal('SIGCONT')
    },
    'a stitcher is frozen': async () => {
      const stitcher = any()
      stitcher?.signal('SIGSTOP')
      await setTimeout(random() * 3000)
      stitcher?.signal('SIGCONT')
    },
    'a stitcher comes, or goes': async () => {
      if (stitchers.length < 3) stitchers.push(await system.startService('stitcher'))
      else await stitchers.pop()?.stop(random() < 0.5 ? 'SIGTERM' : 'SIGKILL')
    },
    'an ingest is killed': async () => ingests[Math.floor(random() * ingests.length)]?.signal('SIGKILL'),
  }
  while (goesOn()) {
    await setTimeout(random() * 2500)
    const names = Object.entries(faults)
    for (const [name, fault] of names.slice(Math.floor(random() * names.length)).slice(0, 1)) {
      noteFault(name)
      await fault()
    }
  }
}
