import { openApiDocument } from '@stitchlog/contracts'
import { currentRequest, type Logger, listen, type Tracing } from '@stitchlog/service-kit'
import { type FastifyInstance, type FastifyReply, fastify, type onRequestHookHandler } from 'fastify'
import type { Registry } from 'prom-client'
import { allowOrigins } from './allow-origins.ts'
import { answerUnreadable } from './answer-unreadable.ts'
import { clientAddressReader } from './client-address.ts'
import { DirectCalls } from './direct-calls.ts'
import { HttpProblem } from './http-problem.ts'
import { acceptJsonBodies, maxBodyBytes } from './json-body.ts'
import { type ProblemAnswer, ProblemAnswers, problemType } from './problem-answer.ts'
import { requestIdOf } from './request-id.ts'
import { requestReports } from './request-reports.ts'
import { safeHeaders } from './safe-headers.ts'
import { superviseConnections } from './supervise-connections.ts'

/** Not imported: as an ES module `node:http` loads all of `fetch` and `WebSocket`, which is a tenth of the start of a service. */
const { createServer } = process.getBuiltinModule('node:http')

declare module 'fastify' {
  interface FastifyInstance {
    readonly direct: DirectCalls
  }
}

/** Limit for the headers of a request, including its first line: a token for some 600 networks fits. */
const maxHeaderBytes = 32 * 1024

const serverOptions = {
  maxHeaderSize: maxHeaderBytes,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than the minute for which gateways keep their connections.
  keepAliveTimeout: 72_000,
  // Looks for requests that take too long more often than by default, which is every 30 s.
  connectionsCheckingInterval: 2000,
}

/** Closes the connection of a client that reads nothing of its response, and so ends the reads for it. */
const connectionTimeoutMs = 120_000

export interface HttpAppOptions {
  readonly log: Logger
  readonly metrics: Registry
  /** Why requests cannot be served, or undefined if they can. */
  readonly missing: () => string | undefined
  /** What an operator should know even while requests are served. */
  readonly notices?: () => readonly string[]
  /** Whether the process makes progress. If absent, a process that answers is alive. */
  readonly isAlive?: () => boolean
  /** How long requests may take once the app is closing. Orchestrators kill after 30 s by default. */
  readonly drainTimeoutMs?: number
  /** Addresses or CIDR ranges of proxies whose `X-Forwarded-For` is believed, separated by commas. */
  readonly trustedProxies?: string | undefined
  /** Origins of pages that may use the calls, besides the app's own. */
  readonly allowedOrigins?: readonly string[]
  /** Receives each answered request; stopped with the app. */
  readonly tracing?: Tracing | undefined
  /** Where `/metrics` is, if it is not beside the calls. */
  readonly metricsAddress?: { readonly host: string; readonly port: number } | undefined
}

/** A bare HTTP app: limits, problem documents, health, metrics and the API's description. `OperationRouter` adds the calls. */
export function createHttpApp({
  log,
  metrics,
  missing,
  notices = () => [],
  isAlive = () => true,
  drainTimeoutMs = 20_000,
  trustedProxies,
  allowedOrigins = [],
  metricsAddress,
  tracing,
}: HttpAppOptions): FastifyInstance {
  const problems = new ProblemAnswers(log)
  const report = requestReports(metrics, tracing)
  const direct = new DirectCalls({ problems, report, allowedOrigins, addressOf: clientAddressReader(trustedProxies) })
  const app = fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    serverFactory: (answerByFramework) =>
      createServer(serverOptions, (request, response) => {
        if (!direct.take(request, response)) answerByFramework(request, response)
      }).setTimeout(connectionTimeoutMs),
    ...(trustedProxies === undefined ? {} : { trustProxy: trustedProxies }),
    // An id has 128 code points, each has up to 4 bytes, and each byte is percent-encoded.
    routerOptions: { maxParamLength: 128 * 4 * 3 },
    return503OnClosing: false,
    exposeHeadRoutes: true,
    genReqId: requestIdOf,
    frameworkErrors: (error, _request, reply) => answer(reply, problems.of(error)),
    clientErrorHandler: (error, socket) => connections.refuse(socket, () => answerUnreadable(error, socket)),
  })
  const connections = superviseConnections(app, drainTimeoutMs)
  // Hooks without a promise: each costs every request another turn.
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(safeHeaders).header('x-request-id', request.id)
    done()
  })
  // Once more after the body, whose last bytes come from elsewhere.
  const remember: onRequestHookHandler = (request, _reply, done) => currentRequest.run({ requestId: request.id }, done)
  app.addHook('onRequest', remember)
  app.addHook('preHandler', remember)
  allowOrigins(app, allowedOrigins)
  acceptJsonBodies(app)
  app.setErrorHandler(async (error, _request, reply) => {
    answer(reply, await problems.inTurn(error))
    return reply
  })
  app.setNotFoundHandler(() => {
    throw new HttpProblem('not-found')
  })
  app.addHook('onResponse', ({ method, id, headers, routeOptions }, { statusCode, elapsedTime }, done) => {
    report({ method, route: routeOptions.url, status: statusCode, requestId: id, traceParent: headers['traceparent'], elapsedMs: elapsedTime })
    done()
  })
  if (tracing !== undefined) app.addHook('onClose', () => tracing.stop())
  app.addHook('preClose', async () => direct.close())
  app.decorate('direct', direct)

  app.get('/healthz', async () => {
    if (!isAlive()) throw new HttpProblem('unavailable', 'no progress')
    return { status: 'alive' }
  })
  app.get('/readyz', async () => {
    const what = missing()
    if (what !== undefined) throw new HttpProblem('unavailable', what, { 'retry-after': '5' })
    const told = notices()
    return { status: 'ready', ...(told.length === 0 ? {} : { notices: told }) }
  })
  if (metricsAddress === undefined) addMetrics(app, metrics)
  else listenWithMetrics(app, metrics, metricsAddress)
  app.get('/openapi.json', async () => openApiDocument())
  return app

  function answer(reply: FastifyReply, { document, headers }: ProblemAnswer): void {
    void reply.code(document.status).headers(headers).type(problemType).send(document)
  }
}

function addMetrics(app: FastifyInstance, metrics: Registry): void {
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
}

/** Serves the metrics at another address, as long as the app runs. */
function listenWithMetrics(app: FastifyInstance, metrics: Registry, address: { readonly host: string; readonly port: number }): void {
  const own = fastify({ requestTimeout: 30_000 })
  own.addHook('onRequest', async (_request, reply) => {
    reply.headers(safeHeaders)
  })
  addMetrics(own, metrics)
  app.addHook('onReady', async () => {
    await listen(own, address, 'METRICS_PORT')
  })
  app.addHook('onClose', async () => {
    own.server.closeAllConnections()
    await own.close()
  })
}
