import { setTimeout } from 'node:timers/promises'
import { eventsTopic, type TrackingChange } from '@stitchlog/contracts'
import { appendTrackingChanges } from '@stitchlog/store'
import * as fc from 'fast-check'
import kafkajs from 'kafkajs'
import { historyArbitrary } from '../../packages/timeline/tests/arbitraries.ts'
import { shuffled } from '../../packages/timeline/tests/seeded-random.ts'
import type { ServiceProcess } from '../distributed/service-process.ts'
import type { TestSystem } from '../distributed/test-system.ts'

const dayMs = 86_400_000

/** What no sense can be made of, some of it of a network that can be read. */
const poison = (networkId: string): readonly (string | Buffer | null)[] => [
  null,
  '',
  'rubbish',
  Buffer.from([0xff, 0xfe, 0, 1]),
  '['.repeat(100_000),
  '{"networkId":1}',
  JSON.stringify({ networkId, userId: 'u', device: 'fridge', timeZone: 'Europe/Berlin', occurredAt: 1 }),
  JSON.stringify({ networkId, userId: 'u', device: 'web', timeZone: 'Europe/Atlantis', occurredAt: Date.now() }),
  JSON.stringify({ networkId: 'never switched on', userId: 'u', device: 'web', timeZone: 'Europe/Atlantis', occurredAt: 1 }),
]

/** Random histories, each of networks of its own: their ledgers are written at once, their events are to be sent in any order. */
export async function prepareHistories(system: TestSystem, seed: number, count: number, random: () => number): Promise<(string | Buffer | null)[]> {
  const values: (string | Buffer | null)[] = []
  for (const [index, { events, changes, defaultRetentionMs }] of fc.sample(historyArbitrary, { seed, numRuns: count }).entries()) {
    const own = (networkId: string) => `${index} ${networkId}`
    const networks = new Set([...events, ...changes].map(({ networkId }) => own(networkId)))
    const retentions: TrackingChange[] = [...networks].map((networkId) => ({
      networkId,
      change: 'retention',
      at: 0,
      days: defaultRetentionMs / dayMs,
    }))
    const all = [...retentions, ...changes.map((change) => ({ ...change, networkId: own(change.networkId) }))]
    const entries = all.map((change, place) => ({ ...change, changeId: `${index}-${String(place).padStart(6, '0')}` }))
    await appendTrackingChanges(system.store, entries)
    for (const event of events) values.push(JSON.stringify({ ...event, networkId: own(event.networkId) }))
    for (const networkId of networks) values.push(...poison(networkId))
  }
  values.push(...(await prepareLargeUsers(system, random)))
  return shuffled(values, random)
}

const largeUserSpans = 550

/**
 * Two users whose every heartbeat is a span of its own, each sent up to five times: an engine sorts so many rows of a user in another way than a few, and
 * repeats of them lie in several inserts.
 */
async function prepareLargeUsers(system: TestSystem, random: () => number): Promise<string[]> {
  const networkId = 'large'
  const timeoutMs = 60_000
  const on = { networkId, change: 'on', at: Date.parse('2020-01-01T00:00Z'), inactivityTimeoutSeconds: { mobile: 60, web: 60 } } as const
  await appendTrackingChanges(system.store, [{ ...on, changeId: 'large' }])
  return ['a', 'b'].flatMap((userId) => {
    let occurredAt = Date.now() - 30 * dayMs
    return Array.from({ length: largeUserSpans }, () => {
      occurredAt += random() < 0.5 ? timeoutMs + 1 : 20 * timeoutMs
      const event = JSON.stringify({ networkId, userId, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt })
      return Array.from({ length: 1 + Math.floor(random() * 5) }, () => event)
    }).flat()
  })
}

/** Sends values straight into the topic, in batches of any size, each again and again until the brokers have it. */
export async function produce(
  system: TestSystem,
  values: readonly (string | Buffer | null)[],
  durationMs: number,
  random: () => number,
): Promise<void> {
  const producer = system.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner, retry: { retries: 2 } })
  const batchCount = Math.ceil(durationMs / 300)
  for (let start = 0; start < values.length; ) {
    const size = 1 + Math.floor((random() * 2 * values.length) / batchCount)
    const messages = values.slice(start, start + size).map((value) => ({ value, key: random() < 0.1 ? null : `${Math.floor(random() * 50)}` }))
    try {
      await producer.connect()
      await producer.send({ topic: eventsTopic, messages })
      start += size
      await setTimeout(300)
    } catch {
      await setTimeout(500)
    }
  }
  await producer.disconnect()
}

export interface LiveEvent {
  readonly networkId: string
  readonly userId: string
  readonly device: 'mobile' | 'web'
  readonly timeZone: string
  readonly occurredAt: number
}

export const liveNetworks = ['live 1', 'live 2', 'live 3']

/** Clients that send heartbeats of now through whichever ingest answers; what was accepted whole is remembered. */
export class LiveClients {
  readonly accepted: LiveEvent[] = []
  /** Requests that no ingest answered. */
  unanswered = 0
  readonly #ingests: readonly ServiceProcess[]
  readonly #token: string
  readonly #random: () => number

  constructor(ingests: readonly ServiceProcess[], token: string, random: () => number) {
    this.#ingests = ingests
    this.#token = token
    this.#random = random
  }

  /** Lets so many clients send until `signal`; resolves when no request is under way any more. */
  async run(count: number, signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, client) => this.#sendEvents(client, signal)))
  }

  async #sendEvents(client: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const events = Array.from({ length: 1 + Math.floor(this.#random() * 5) }, () => this.#event(client))
      const isTaken = await this.#send(events)
      if (isTaken) this.accepted.push(...events)
      await setTimeout(this.#random() * 100)
    }
  }

  #event(client: number): LiveEvent {
    const pick = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(this.#random() * values.length)] ?? values[0]
    return {
      networkId: pick(['live 1', 'live 2', 'live 3']),
      userId: `user ${client} ${pick(['a', 'b'])}`,
      device: pick(['mobile', 'web']),
      timeZone: pick(['Europe/Amsterdam', 'Asia/Kathmandu']),
      occurredAt: Date.now() - Math.floor(this.#random() * 2000),
    }
  }

  /** @returns whether every one of them was accepted */
  async #send(events: readonly LiveEvent[]): Promise<boolean> {
    for (const ingest of this.#random() < 0.5 ? this.#ingests : this.#ingests.toReversed()) {
      const answer = await fetch(`${ingest.address}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events }),
        signal: AbortSignal.timeout(20_000),
      }).catch(() => undefined)
      if (answer?.status === 202) {
        const body: { accepted?: number } = JSON.parse(await answer.text())
        return body.accepted === events.length
      }
    }
    this.unanswered++
    return false
  }
}

/** Switches a network or erases a user, through whichever ingest answers; false where none did. */
export async function changeLedger(ingests: readonly ServiceProcess[], token: string, random: () => number): Promise<boolean> {
  const network = encodeURIComponent(liveNetworks[Math.floor(random() * liveNetworks.length)] ?? '')
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const what = random()
  const mobile = 60 + Math.floor(random() * 3)
  const switchTo = (body: object) => ({ path: 'tracking', method: 'PUT', body: JSON.stringify(body) })
  const { path, ...request } =
    what < 0.6
      ? switchTo({ enabled: true, inactivityTimeoutSeconds: { mobile } })
      : what < 0.8
        ? switchTo({ enabled: false })
        : { path: `users/${encodeURIComponent(`user ${Math.floor(random() * 4)} a`)}/activity`, method: 'DELETE' }
  for (const ingest of ingests) {
    const url = `${ingest.address}/v1/networks/${network}/${path}`
    const { 'content-type': contentType, authorization } = headers
    const sent = { ...request, headers: { authorization, ...('body' in request ? { 'content-type': contentType } : {}) } }
    const answer = await fetch(url, { ...sent, signal: AbortSignal.timeout(20_000) }).catch(() => undefined)
    if (answer?.ok) return true
  }
  return false
}
