import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Device, Scope, TrackingChange } from '@stitchlog/contracts'
import { createHttpApp, createTokenVerifier, OperationRouter, signToken } from '@stitchlog/http-kit'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import {
  appendTrackingChanges,
  type InsertRows,
  insertSpans,
  migrate,
  planRollup,
  rollUpUsers,
  SingleWriterLedger,
  type Store,
} from '@stitchlog/store'
import { admit, type Span, spanOf } from '@stitchlog/timeline'
import { copyMigrated } from '../../../packages/store/tests/migrated-folder.ts'
import { openStore } from '../../../packages/store/tests/open-store.ts'
import { zoneOf } from '../../../packages/timeline/tests/session-parts.ts'
import { addQueryOperations, SignInCodes } from '../add-query-operations.ts'
import { type DownloadLimits, downloadVariables } from '../csv/download-variables.ts'
import type { Directory } from '../directory/directory.ts'
import { signInVariables } from '../sign-in/sign-in-variables.ts'

const secret = 'a secret of the tests'

/** A time in Amsterdam's winter, Wednesday noon there. */
export const noon = Date.parse('2026-11-25T12:00+01:00')

export interface Heartbeat {
  readonly networkId?: string
  readonly userId: string
  readonly device?: Device
  readonly timeZone?: string
  readonly occurredAt: number
}

/** The service on a real store in a temporary folder, with a clock that stands still until it is moved. */
export class QueryServer {
  now = noon
  /** What inserts go through, for tests in which they fail or are slow. */
  aroundInsert: (insert: () => Promise<void>) => Promise<void> = (insert) => insert()
  /** Likewise before each query. */
  beforeQuery: () => Promise<void> = async () => {}
  readonly store: Store
  readonly metrics = createMetrics()
  readonly http
  readonly #folder: string
  #ledger: SingleWriterLedger
  #changeCount = 0

  private constructor(store: Store, ledger: SingleWriterLedger, folder: string, downloads: Partial<DownloadLimits>, directory?: Directory) {
    this.store = store
    this.#ledger = ledger
    this.#folder = folder
    const log = createLogger('query', 'silent')
    this.http = createHttpApp({ log, metrics: this.metrics, missing: () => undefined })
    const now = () => this.now
    const router = new OperationRouter(this.http, createTokenVerifier({ secret }), now)
    const current = () => this.#ledger
    const known = {
      get ledger() {
        return current().ledger
      },
      refresh: () => current().refresh(),
    }
    addQueryOperations(router, {
      store: this.#watched(),
      ledger: known,
      now,
      retentionDays: 400,
      accessLogRetentionDays: 400,
      downloads: { ...downloadVariables.parse({}), ...downloads },
      signInCodes: new SignInCodes(signInVariables.parse({}), this.metrics),
      directory,
      log,
      metrics: this.metrics,
    })
    router.refuseOtherMethods()
  }

  static async start(downloads: Partial<DownloadLimits> = {}, directory?: Directory): Promise<QueryServer> {
    const folder = await mkdtemp(join(tmpdir(), 'stitchlog-query-'))
    copyMigrated(folder)
    const store = await openStore(folder)
    await migrate(store)
    return new QueryServer(store, await SingleWriterLedger.open(store, () => noon), folder, downloads, directory)
  }

  async stop(): Promise<void> {
    await this.http.close()
    await this.store.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** As at the start: the clock, and nothing in the way. What is stored stays. */
  reset(): void {
    this.now = noon
    this.aroundInsert = (insert) => insert()
    this.beforeQuery = async () => {}
  }

  #watched(): Store {
    const insertRows: InsertRows = (...rows) => this.aroundInsert(() => this.store.insertRows(...rows))
    const watched = (client: Store['queries']) =>
      new Proxy(client, {
        get: (target, name) =>
          name === 'selectRows'
            ? async (...parameters: Parameters<typeof target.selectRows>) => {
                await this.beforeQuery()
                return await target.selectRows(...parameters)
              }
            : Reflect.get(target, name, target),
      })
    return { ...this.store, queries: watched(this.store.queries), longQueries: watched(this.store.longQueries), insertRows }
  }

  async change(...changes: TrackingChange[]): Promise<void> {
    const entries = changes.map((change) => ({ ...change, changeId: String(this.#changeCount++).padStart(8, '0') }))
    await appendTrackingChanges(this.store, entries)
    this.#ledger = await SingleWriterLedger.open(this.store, () => this.now)
  }

  /** Switches a network on, long ago. */
  async switchOn(networkId = 'acme', at = Date.parse('2020-01-01T00:00Z')): Promise<void> {
    await this.change({ networkId, change: 'on', at })
  }

  /** Stores a span for each heartbeat that counts; stitching them is what reading does. */
  async heartbeats(heartbeats: readonly Heartbeat[]): Promise<void> {
    const spans: Span[] = []
    for (const { networkId = 'acme', userId, device = 'mobile', timeZone = 'Europe/Amsterdam', occurredAt } of heartbeats) {
      const event = { networkId, userId, device, zone: zoneOf(timeZone), occurredAt, receivedAt: occurredAt }
      const admission = admit(event, this.#ledger.ledger, Number.POSITIVE_INFINITY)
      if (admission.outcome === 'admitted') spans.push(spanOf(admission.point))
    }
    await insertSpans(this.store, spans)
  }

  /** Heartbeats every four minutes from one instant to another, both as ISO 8601. */
  async session(userId: string, from: string, to: string, rest: Omit<Heartbeat, 'userId' | 'occurredAt'> = {}): Promise<void> {
    const heartbeats: Heartbeat[] = []
    for (let at = Date.parse(from); at < Date.parse(to); at += 240_000) heartbeats.push({ userId, ...rest, occurredAt: at })
    await this.heartbeats([...heartbeats, { userId, ...rest, occurredAt: Date.parse(to) }])
  }

  /** Brings the rollups up to the sessions. */
  async rollUp(): Promise<void> {
    const scope = { kind: 'dates', from: '1969-12-31', to: '2100-01-01', networkId: undefined } as const
    for (const month of await planRollup(this.store, scope, Number.MAX_SAFE_INTEGER)) await rollUpUsers(this.store, scope, month, 0, Date.now())
  }

  /** @param token by default one that may read the network acme */
  async get(path: string, token: Promise<string> | string = tokenFor()) {
    return await this.request('GET', path, token)
  }

  async request(method: 'GET' | 'HEAD' | 'POST' | 'DELETE', path: string, token: Promise<string> | string = tokenFor()) {
    const headers = { authorization: `Bearer ${await token}` }
    return await this.http.inject({ method, url: path, headers })
  }

  /** The entries about a user, oldest first. The narrowest range of an entry counts. */
  async accessLog(userId: string): Promise<unknown[]> {
    const rows = await this.store.ledgerQueries.selectRows<unknown[]>(
      `SELECT network_id, user_id, reader, kind, from_date, to_date FROM access_log
      ORDER BY occurred_at, read_id, to_date, from_date DESC LIMIT 1 BY read_id`,
    )
    return rows
      .filter(([, user]) => user === userId)
      .map(([network_id, user_id, reader, kind, from_date, to_date]) => ({ network_id, user_id, reader, kind, from_date, to_date }))
  }
}

export const tokenFor = (
  networks: readonly string[] = ['acme'],
  scopes: readonly Scope[] = ['activity:read'],
  expiresInSeconds = 600,
  subject = 'boss',
) => signToken(secret, { subject, networks, scopes, expiresInSeconds }, Date.now())
