import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type OutgoingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from '@stitchlog/contracts'
import { signToken } from '@stitchlog/http-kit'
import { appendTrackingChanges, migrate, SingleWriterLedger, type Store } from '@stitchlog/store'
import { copyMigrated } from '../../packages/store/tests/migrated-folder.ts'
import { openStore } from '../../packages/store/tests/open-store.ts'
import type { Standalone } from '../../services/standalone/create-standalone.ts'
import { tryToken } from '../../services/standalone/own-token.ts'
import { createTestStandalone, tokenSecret } from './create-test-standalone.ts'

/** Tracking has been on since long before the tests. */
export const networkId = 'acme'

const page = `<!doctype html><title>A platform</title><body style="height:3000px"><textarea></textarea><script type="module">
import { startHeartbeat } from './heartbeat.js'
window.log = []
window.start = (options) => startHeartbeat({
  device: 'web',
  networkId: '${networkId}',
  getToken: async (isRefused) => (await fetch('/token?user=' + encodeURIComponent(options.userId) + '&refused=' + isRefused)).text(),
  onEvent: (type, detail) => log.push([type, String(detail)]),
  ...options,
})
const { endpoint, userId } = Object.fromEntries(new URLSearchParams(location.search))
if (userId) window.heartbeat = start({ endpoint, userId })
</script>`

/** Standalone with a clock that the test sets, and a platform at another origin whose pages run the client. */
export class HeartbeatServer {
  /** By how much the clock is ahead of that of the machine. */
  get aheadMs(): number {
    return this.#ahead.ms
  }

  set aheadMs(ms: number) {
    this.#ahead.ms = ms
  }

  /** Requests to the platform for a token: whether the one before was refused. */
  readonly tokens: { readonly user: string; readonly isRefused: boolean }[] = []
  /** The first token of these users has ended already. */
  readonly expired = new Set<string>()
  /** Until then nobody hears that events have arrived. */
  answersAfter: Promise<void> | undefined
  /** Requests with events that arrived, by user of their token; preflights by ''. */
  readonly requests: { readonly method: string; readonly user: string }[] = []
  readonly #store: Store
  readonly #folder: string
  readonly #pages: Server
  readonly #create: () => Standalone
  #standalone: Standalone
  readonly #ahead: { ms: number }
  #address = ''

  private constructor(store: Store, folder: string, pages: Server, create: () => Standalone, ahead: { ms: number }) {
    this.#ahead = ahead
    this.#store = store
    this.#folder = folder
    this.#pages = pages
    this.#create = create
    this.#standalone = create()
  }

  static async start(): Promise<HeartbeatServer> {
    const folder = await mkdtemp(join(tmpdir(), 'stitchlog-heartbeat-'))
    copyMigrated(folder)
    const store = await openStore(folder)
    await migrate(store)
    const switchedOn = Date.now() - 30 * 86_400_000
    await appendTrackingChanges(store, [{ networkId, change: 'on', at: switchedOn, changeId: '000000', changedBy: 'test' }])
    const dist = (file: string) => readFileSync(join(import.meta.dirname, '../../packages/heartbeat/dist', file))
    const pages = createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
      if (pathname === '/token') {
        const user = searchParams.get('user') ?? ''
        const isRefused = searchParams.get('refused') === 'true'
        server.tokens.push({ user, isRefused })
        const endsIn = server.expired.has(user) && !isRefused ? -10 : 3600
        response.end(await server.token(user, ['activity:write'], endsIn))
      } else if (pathname.endsWith('.js')) {
        response.setHeader('content-type', 'text/javascript')
        response.end(dist(pathname === '/heartbeat.js' ? 'browser.js' : pathname.slice(1)))
      } else {
        response.setHeader('content-type', 'text/html')
        response.end(page)
      }
    })
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
    // It is asked for the time before there is a server.
    const ahead = { ms: 0 }
    const now = () => Date.now() + ahead.ms
    const ledger = await SingleWriterLedger.open(store, now)
    const create = (): Standalone => {
      const standalone = createTestStandalone({ store, ledger, dataFolder: folder, now, allowedOrigins: [originOf(pages)] })
      // Not as a hook of the framework, which heartbeats do not go through.
      standalone.http.server.prependListener('request', ({ method = '', url, headers }, response) => {
        if (url !== '/v1/events') return
        server.requests.push({ method, user: subjectOf(headers.authorization) })
        // The header is by the clock of the machine otherwise.
        answerLater(
          response,
          () => server.answersAfter,
          () => ({ date: new Date(now()).toUTCString() }),
        )
      })
      return standalone
    }
    const server: HeartbeatServer = new HeartbeatServer(store, folder, pages, create, ahead)
    await server.listen(0)
    return server
  }

  get now(): number {
    return Date.now() + this.aheadMs
  }

  get endpoint(): string {
    return this.#address
  }

  private async listen(port: number): Promise<void> {
    this.#address = await this.#standalone.http.listen({ host: '127.0.0.1', port })
  }

  async goAway(): Promise<void> {
    await this.#standalone.stop()
  }

  /** At the same address. */
  async comeBack(): Promise<void> {
    this.#standalone = this.#create()
    await this.listen(Number(new URL(this.#address).port))
  }

  async stop(): Promise<void> {
    await this.#standalone.stop()
    this.#pages.closeAllConnections()
    await new Promise((resolve) => this.#pages.close(resolve))
    await this.#store.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  token(user: string, scopes: readonly Scope[], expiresInSeconds = 3600): Promise<string> {
    return signToken(tokenSecret, { subject: user, networks: [networkId], scopes, expiresInSeconds }, Date.now())
  }

  /** The address of a page on which this user is signed in; without a user one on which nobody is. */
  page(userId = ''): string {
    return `${originOf(this.#pages)}/?${new URLSearchParams({ endpoint: this.endpoint, userId })}`
  }

  /** The address of the page to try the client. Works once. */
  async tryLink(): Promise<string> {
    const token = await tryToken(tokenSecret, Date.now())
    return `${this.endpoint}/try#code=${this.#standalone.signInCodes.make(token, 'start').code}`
  }

  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const authorization = `Bearer ${await this.token('admin', ['activity:read', 'activity:manage'])}`
    const response = await fetch(this.endpoint + path, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return await response.json()
  }

  /** What the server shows of a user: start and end of all sessions, in epoch milliseconds, oldest first. Midnight joins nothing. */
  async sessionsOf(user: string): Promise<[start: number, end: number][]> {
    const activity = `/v1/networks/${networkId}/users/${encodeURIComponent(user)}`
    const from = new Date(this.now - 3 * 86_400_000).toISOString().slice(0, 10)
    const to = new Date(this.now + 2 * 86_400_000).toISOString().slice(0, 10)
    const { days } = (await this.call('GET', `${activity}/days?from=${from}&to=${to}`)) as { days: { date: string }[] }
    const sessions: [number, number][] = []
    for (const { date } of days.toReversed()) {
      const answer = (await this.call('GET', `${activity}/days/${date}/sessions`)) as { sessions: { startedAt: string; endedAt: string }[] }
      for (const { startedAt, endedAt } of answer.sessions) {
        const last = sessions.at(-1)
        const start = Date.parse(startedAt)
        if (last !== undefined && last[1] === start) last[1] = Date.parse(endedAt)
        else sessions.push([start, Date.parse(endedAt)])
      }
    }
    return sessions.sort(([a], [b]) => a - b)
  }
}

/** Holds an answer up, whole, and adds headers when it goes. */
function answerLater(response: ServerResponse, held: () => Promise<void> | undefined, headers: () => OutgoingHttpHeaders): void {
  const { writeHead, end } = response
  let head: [status: number, headers?: OutgoingHttpHeaders] = [200]
  Object.assign(response, {
    writeHead(...given: typeof head) {
      head = given
      return response
    },
    end(...rest: Parameters<typeof end>) {
      void Promise.resolve(held()).then(() => {
        writeHead.call(response, head[0], { ...head[1], ...headers() })
        end.apply(response, rest)
      })
      return response
    },
  })
}

function originOf(server: Server): string {
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

function subjectOf(authorization = ''): string {
  const [, payload = ''] = authorization.split('.')
  return payload === '' ? '' : String(JSON.parse(Buffer.from(payload, 'base64url').toString()).sub)
}
