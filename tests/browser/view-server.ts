import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Device, Scope, TrackingChange } from '@stitchlog/contracts'
import { signToken } from '@stitchlog/http-kit'
import { appendTrackingChanges, migrate, SingleWriterLedger, type Store } from '@stitchlog/store'
import { copyMigrated } from '../../packages/store/tests/migrated-folder.ts'
import { openStore } from '../../packages/store/tests/open-store.ts'
import { userLimitVariables } from '../../services/ingest/user-limit-variables.ts'
import { defaultRollupSettings, rollUp } from '../../services/rollup/roll-up.ts'
import type { Standalone } from '../../services/standalone/create-standalone.ts'
import { createTestStandalone, tokenSecret } from './create-test-standalone.ts'
import { namedDirectory } from './named-people.ts'
import { slowDown } from './slow-line.ts'

const eventsPerRequest = 1000
const minuteMs = 60_000

/** A Wednesday afternoon in Amsterdam's winter. */
export const now = Date.parse('2026-11-25T14:03+01:00')

export interface Stay {
  readonly user: string
  readonly device: Device
  readonly timeZone: string
  /** ISO 8601 */
  readonly from: string
  readonly to: string
}

/** Standalone with a clock that starts at `now` and a past of its own, for a browser to look at. */
export class ViewServer {
  readonly address: string
  readonly #create: () => Standalone
  #standalone: Standalone
  readonly #store: Store
  readonly #folder: string

  #held: Promise<void> | undefined
  #release = (): void => {}

  private constructor(address: string, create: () => Standalone, standalone: Standalone, store: Store, folder: string) {
    this.address = address
    this.#create = create
    this.#standalone = standalone
    this.#store = store
    this.#folder = folder
  }

  /**
   * @param changes tracking switches of the past, by network and instant
   * @param allowedOrigins of pages that may use it
   */
  static async start(changes: readonly PastChange[], allowedOrigins: readonly string[] = []): Promise<ViewServer> {
    const folder = await mkdtemp(join(tmpdir(), 'stitchlog-view-'))
    copyMigrated(folder)
    return await ViewServer.startIn(folder, changes, allowedOrigins)
  }

  /** @param folder of an engine; it goes with the server */
  static async startIn(folder: string, changes: readonly PastChange[] = [], allowedOrigins: readonly string[] = []): Promise<ViewServer> {
    const store = await openStore(folder)
    await migrate(store)
    await appendTrackingChanges(
      store,
      changes.map((past, nth) => ({ ...changeOf(past), changeId: String(nth).padStart(6, '0'), changedBy: 'm.devries' })),
    )
    // A change counts from the next millisecond on, so this clock must go.
    const startedAt = Date.now()
    const clock = () => now + Date.now() - startedAt
    const ledger = await SingleWriterLedger.open(store, clock)
    const directory = await namedDirectory()
    const create = () => {
      // A past of weeks is sent at once.
      const userLimits = userLimitVariables.parse({ STITCHLOG_EVENTS_PER_USER_AND_MINUTE: '0' })
      const created = createTestStandalone({ store, ledger, dataFolder: folder, now: clock, userLimits, directory, allowedOrigins })
      created.http.addHook('onRequest', async ({ url }) => (url.startsWith('/v1/') ? server.#held : undefined))
      slowDown(created.http)
      return created
    }
    const standalone = create()
    const address = await standalone.http.listen({ host: '127.0.0.1', port: 0 })
    const server: ViewServer = new ViewServer(address, create, standalone, store, folder)
    return server
  }

  /** Takes requests and leaves them unanswered. */
  hold(): void {
    this.#held = new Promise((resolve) => {
      this.#release = resolve
    })
  }

  /** Answers what was held. */
  release(): void {
    this.#held = undefined
    this.#release()
  }

  /** Stops the service: nobody listens any more. */
  async goAway(): Promise<void> {
    await this.#standalone.stop()
  }

  /** Starts the service again, on the same port and store. */
  async comeBack(): Promise<void> {
    this.#standalone = this.#create()
    await this.#standalone.http.listen({ host: '127.0.0.1', port: Number(new URL(this.address).port) })
  }

  /** What the overview of a network is read from. Of all that is stored: the store's clock is not this one. */
  async rollUp(): Promise<void> {
    const dependencies = { store: this.#store, now: () => now + 60_000, settings: defaultRollupSettings, reached: () => {} }
    await rollUp(dependencies, { kind: 'stored', since: 0 })
  }

  async stop(): Promise<void> {
    await this.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Stops and leaves the folder. */
  async close(): Promise<void> {
    await this.#standalone.stop()
    await this.#store.close()
  }

  /** Sends the heartbeats of stretches of use, as a platform's backend does. */
  async send(networkId: string, stays: readonly Stay[], beatMs = 4 * minuteMs): Promise<void> {
    const events = stays.flatMap(({ user: userId, device, timeZone, from, to }) =>
      beats(Date.parse(from), Date.parse(to), beatMs).map((occurredAt) => ({ networkId, userId, device, timeZone, occurredAt })),
    )
    await this.sendEvents(networkId, events)
  }

  async sendEvents(networkId: string, events: readonly object[]): Promise<void> {
    const headers = { authorization: `Bearer ${await this.token([networkId], ['activity:relay'])}`, 'content-type': 'application/json' }
    for (let sent = 0; sent < events.length; sent += eventsPerRequest) {
      const body = JSON.stringify({ events: events.slice(sent, sent + eventsPerRequest) })
      const response = await fetch(`${this.address}/v1/events`, { method: 'POST', headers, body })
      const answer: unknown = await response.json()
      if (JSON.stringify(answer) !== JSON.stringify({ accepted: events.slice(sent, sent + eventsPerRequest).length, dropped: {}, rejected: [] }))
        throw new Error(`heartbeats were not taken: ${JSON.stringify(answer)}`)
    }
  }

  token(networks: readonly string[], scopes: readonly Scope[] = ['activity:read', 'activity:manage'], expiresInSeconds = 3600): Promise<string> {
    return signToken(tokenSecret, { subject: 'admin', networks, scopes, expiresInSeconds }, Date.now())
  }

  /** The address of the view, token included. */
  async view(place: Readonly<Record<string, string>>, token?: string): Promise<string> {
    const given = token ?? (await this.token([place['network'] ?? '']))
    return `${this.address}/#${new URLSearchParams({ ...place, token: given })}`
  }
}

/** With instants in ISO 8601. */
export type PastChange =
  | { readonly networkId: string; readonly change: 'on'; readonly at: string; readonly timeoutSeconds?: { mobile: number; web: number } }
  | { readonly networkId: string; readonly change: 'off'; readonly at: string }
  | { readonly networkId: string; readonly change: 'erase'; readonly at: string; readonly userId?: string }
  | { readonly networkId: string; readonly change: 'retention'; readonly at: string; readonly days: number }

function changeOf(past: PastChange): TrackingChange {
  const at = Date.parse(past.at)
  if (past.change !== 'on') return { ...past, at }
  const { timeoutSeconds, ...change } = past
  return { ...change, at, ...(timeoutSeconds && { inactivityTimeoutSeconds: timeoutSeconds }) }
}

function beats(from: number, to: number, beatMs: number): number[] {
  const instants: number[] = []
  for (let at = from; at < to; at += beatMs) instants.push(at)
  return [...instants, to]
}
