import { openApiDocument } from '@stitchlog/contracts'
import { currentRequest, errorKind, type Logger, listen, stackFrames, type Tracing } from '@stitchlog/service-kit'
import { type FastifyError, type FastifyInstance, type FastifyReply, fastify, type onRequestHookHandler } from 'fastify'
import { Histogram, type Registry } from 'prom-client'
import { allowOrigins } from './allow-origins.ts'
import { answerUnreadable } from './answer-unreadable.ts'
import { closeConnectionsWith } from './close-connections.ts'
import { FloodBrake } from './flood-brake.ts'
import { HttpProblem, problemDocument } from './http-problem.ts'
import { acceptJsonBodies, maxBodyBytes } from './json-body.ts'
import { requestIdOf } from './request-id.ts'
import { safeHeaders } from './safe-headers.ts'

/** Limit for the headers of a request, including its first line: a token for some 600 networks fits. */
const maxHeaderBytes = 32 * 1024

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
  const app = fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    // Looks for requests that take too long more often than by default, which is every 30 s.
    http: { maxHeaderSize: maxHeaderBytes, headersTimeout: 10_000, connectionsCheckingInterval: 2000 },
    ...(trustedProxies === undefined ? {} : { trustProxy: trustedProxies }),
    // An id has 128 code points, each has up to 4 bytes, and each byte is percent-encoded.
    routerOptions: { maxParamLength: 128 * 4 * 3 },
    requestTimeout: 30_000,
    // Closes the connection of a client that reads nothing of its response, and so ends the reads for it.
    connectionTimeout: 120_000,
    return503OnClosing: false,
    exposeHeadRoutes: true,
    genReqId: requestIdOf,
    frameworkErrors: (error, _request, reply) => answer(reply, error),
    clientErrorHandler: answerUnreadable,
  })
  closeConnectionsWith(app, drainTimeoutMs)
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
  const brake = new FloodBrake()
  app.setErrorHandler(async (error, _request, reply) => {
    const { code } = asProblem(error)
    if (code === 'too-many-requests' || code === 'token-missing' || code === 'token-invalid') await brake.wait()
    answer(reply, error)
    return reply
  })
  app.setNotFoundHandler(() => {
    throw new HttpProblem('not-found')
  })
  measure(app, metrics)
  if (tracing !== undefined) traceRequests(app, tracing)

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

  function answer(reply: FastifyReply, error: unknown): void {
    const problem = asProblem(error)
    // Omits the error's message, which may quote what was sent.
    if (problem.code === 'internal') log.error({ kind: errorKind(error), stack: stackFrames(error) }, 'request-failed')
    const document = problemDocument(problem)
    void reply
      .code(document.status)
      .headers({ ...safeHeaders, ...problem.headers })
      .type('application/problem+json')
      .send(document)
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

/** By the templates of routes alone: paths have ids of people. */
function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  app.addHook('onResponse', async (request, reply) => {
    const { traceparent } = request.headers
    const endedAt = Date.now()
    tracing.record({
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      requestId: request.id,
      traceParent: typeof traceparent === 'string' ? traceparent : undefined,
      startedAt: endedAt - reply.elapsedTime,
      endedAt,
    })
  })
  app.addHook('onClose', () => tracing.stop())
}

function measure(app: FastifyInstance, metrics: Registry): void {
  const seconds = new Histogram({
    name: 'stitchlog_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  })
  /** Found again faster than by their labels. */
  const bySeries = new Map<string, ReturnType<typeof seconds.labels>>()
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request
    const route = request.routeOptions.url ?? 'none'
    const key = `${method} ${reply.statusCode} ${route}`
    let series = bySeries.get(key)
    if (series === undefined) {
      series = seconds.labels({ method, route, status: reply.statusCode })
      bySeries.set(key, series)
    }
    series.observe(reply.elapsedTime / 1000)
    done()
  })
}

/** Maps an error to a problem. Fastify's own errors about a request have their own codes. */
function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  const { code, statusCode = 500 }: Partial<FastifyError> = error instanceof Error ? error : {}
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new HttpProblem('body-too-large')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new HttpProblem('unsupported-content-type')
  if (statusCode === 408) return new HttpProblem('request-timeout')
  return new HttpProblem(statusCode >= 400 && statusCode < 500 ? 'bad-request' : 'internal')
}
