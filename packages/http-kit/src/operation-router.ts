import { describeIssues, type OpenOperation, type Operation, type ProblemCode } from '@stitchlog/contracts'
import { TimedOut, withinTime } from '@stitchlog/service-kit'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { z } from 'zod'
import { HttpProblem } from './http-problem.ts'
import { allowBeacon, beaconAuthorization, expectNoBody } from './json-body.ts'
import type { RequestLimiter } from './request-limiter.ts'
import type { Principal, VerifyToken } from './tokens.ts'

/** An accepted request: the token is valid and grants the call, and the parameters and the body have the documented shape. */
interface Call<Called extends Operation> {
  readonly principal: Principal
  readonly path: z.output<Called['pathParameters']>
  readonly query: z.output<Called['queryParameters']>
  readonly body: z.output<Called['body']>
  /** When the request's headers arrived, in epoch milliseconds. */
  readonly arrivedAt: number
}

/** Every call is answered within this time. */
const defaultCallTimeoutMs = 30_000

/** Returns the response's body, or sends the response itself and returns the reply. */
type Handler<Called extends Operation, Answer = unknown> = (call: Call<Called>, reply: FastifyReply) => Promise<Answer>

/** A file is a text, or the handler streams it. */
type AnswerOf<Called extends Operation> = Called['answer']['schema'] extends z.ZodType ? z.output<Called['answer']['schema']> : string | FastifyReply

/** One handler for each operation, by id, each with the documented response. */
export type Handlers<Operations extends Readonly<Record<string, Operation>>> = {
  readonly [Id in keyof Operations]: Handler<Operations[Id], AnswerOf<Operations[Id]>>
}

interface RouterOptions {
  readonly limiter?: RequestLimiter
  readonly callTimeoutMs?: number
}

/** Routes requests to the handlers of the API's operations. */
export class OperationRouter {
  readonly #app: FastifyInstance
  readonly #verifyToken: VerifyToken
  readonly #now: () => number
  readonly #limiter: RequestLimiter | undefined
  readonly #callTimeoutMs: number
  /** By the monotonic clock. */
  readonly #arrivals = new WeakMap<FastifyRequest, number>()
  readonly #methods = new Map<string, Set<HTTPMethods>>()

  constructor(
    app: FastifyInstance,
    verifyToken: VerifyToken,
    now: () => number,
    { limiter, callTimeoutMs = defaultCallTimeoutMs }: RouterOptions = {},
  ) {
    this.#limiter = limiter
    this.#callTimeoutMs = callTimeoutMs
    this.#app = app
    this.#verifyToken = verifyToken
    this.#now = now
    app.addHook('onRequest', (request, _reply, done) => {
      this.#arrivals.set(request, performance.now())
      done()
    })
  }

  /** Adds operations with their handlers. */
  addAll<Operations extends Readonly<Record<string, Operation>>>(operations: Operations, handlers: Handlers<Operations>): void {
    for (const id in operations) this.add<Operations[typeof id]>(operations[id], handlers[id])
  }

  add<Called extends Operation>(operation: Called, handle: Handler<Called>): void {
    const url = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
    const methods = this.#methods.get(url) ?? new Set()
    this.#methods.set(url, methods.add(operation.method))
    if (operation.method === 'GET') methods.add('HEAD')
    const principals = new WeakMap<FastifyRequest, Principal>()
    this.#app.route({
      method: operation.method,
      url,
      // Before the body is read, so that only authorised callers cause work.
      preParsing: async (request, reply) => {
        const isBeacon = operation.takesBeacons && allowBeacon(request) && request.headers.authorization === undefined
        if (!isBeacon) principals.set(request, await this.#authorised(operation, operation.scopes, request.headers.authorization, request, reply))
        if (operation.body instanceof z.ZodUndefined) expectNoBody(request)
      },
      // The token of a beacon is in its body, which is small.
      preValidation: async (request, reply) => {
        if (principals.has(request)) return
        const granted = operation.scopes.slice(0, 1)
        const principal = await this.#authorised(operation, granted, beaconAuthorization(request.body), request, reply)
        principals.set(request, { ...principal, scopes: new Set(granted) })
      },
      handler: async (request, reply) => {
        const principal = principals.get(request)
        if (principal === undefined) throw new Error('a request without a token got past the check')
        const path = parse<Called['pathParameters']>(operation.pathParameters, request.params, 'invalid-parameter')
        if (isOfNetwork(path) && !principal.networks.has(path.networkId)) throw new HttpProblem('foreign-network')
        const query = parse<Called['queryParameters']>(operation.queryParameters, request.query, 'invalid-parameter')
        const body = parse<Called['body']>(operation.body, request.body, 'invalid-body')
        reply.code(operation.answer.status)
        const call = { principal, path, query, body, arrivedAt: this.#instantOf(this.#arrivals.get(request) ?? performance.now()) }
        const answer = handle(call, reply)
        this.#limiter?.causes(request, answer)
        return await inTime(answer, this.#callTimeoutMs)
      },
    })
  }

  /**
   * Adds a call without parameters that is made more often than all others together: its ordinary requests are answered beside the framework.
   *
   * @param handle answers those of both ways, and so has no reply of the framework
   */
  addFrequent<Called extends Operation>(operation: Called, handle: (call: Call<Called>) => Promise<AnswerOf<Called> & object>): void {
    this.add(operation, handle)
    const { method, path: url, scopes, answer } = operation
    const path = parse<Called['pathParameters']>(operation.pathParameters, {}, 'invalid-parameter')
    const query = parse<Called['queryParameters']>(operation.queryParameters, {}, 'invalid-parameter')
    this.#app.direct.add(url, {
      method,
      status: answer.status,
      answer: async ({ address, authorization, arrivedAt, readBody }) => {
        this.#limiter?.countAddress(address)
        const principal = await this.#verifyToken(authorization)
        requireScope(scopes, principal)
        this.#limiter?.countCall(operation, principal)
        const body = parse<Called['body']>(operation.body, await readBody(), 'invalid-body')
        return await inTime(handle({ principal, path, query, body, arrivedAt: this.#instantOf(arrivedAt) }), this.#callTimeoutMs)
      },
    })
  }

  /** Adds a call that needs no token. Only its address limits how often it is made. */
  addOpen<Called extends OpenOperation>(
    { method, path: url, body: schema, answer }: Called,
    handle: (body: z.output<Called['body']>) => Promise<z.output<Called['answer']['schema']>>,
  ): void {
    this.#methods.set(url, (this.#methods.get(url) ?? new Set<HTTPMethods>()).add(method))
    this.#app.route({
      method,
      url,
      handler: async (request, reply) => {
        const body = parse<Called['body']>(schema, request.body, 'invalid-body')
        reply.code(answer.status)
        return await inTime(handle(body), this.#callTimeoutMs)
      },
    })
  }

  /** The caller of an operation, if the token grants one of these scopes and the caller's rate is not used up. */
  async #authorised(
    operation: Operation,
    scopes: Operation['scopes'],
    authorization: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Principal> {
    const principal = await this.#verifyToken(authorization)
    requireScope(scopes, principal)
    await this.#limiter?.admit(operation, principal, request, reply)
    return principal
  }

  /** Of an instant of the monotonic clock, by the present clock: it may have been set while a request arrived. */
  #instantOf(uptimeMs: number): number {
    return this.#now() - Math.round(performance.now() - uptimeMs)
  }

  /** Answers 405 to every other method on the added paths. Call it after the last `addAll`. */
  refuseOtherMethods(): void {
    for (const [url, methods] of this.#methods) {
      const others = this.#app.supportedMethods.filter((method) => !methods.has(method))
      this.#app.route({
        method: others,
        url,
        preParsing: async () => {
          throw new HttpProblem('method-not-allowed', undefined, { allow: [...methods].join(', ') })
        },
        handler: async () => undefined,
      })
    }
  }
}

function requireScope(scopes: Operation['scopes'], principal: Principal): void {
  if (!scopes.some((scope) => principal.scopes.has(scope))) throw new HttpProblem('scope-missing', `needs ${scopes.join(' or ')}`)
}

async function inTime<T>(answer: Promise<T>, callTimeoutMs: number): Promise<T> {
  try {
    return await withinTime(answer, callTimeoutMs)
  } catch (error) {
    throw error instanceof TimedOut ? new HttpProblem('unavailable', 'no answer in time', { 'retry-after': '5' }) : error
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, code: ProblemCode): z.output<Schema> {
  const { data, error } = schema.safeParse(value)
  if (error !== undefined) throw new HttpProblem(code, describeIssues(error))
  return data
}

const isOfNetwork = (path: unknown): path is { networkId: string } => typeof path === 'object' && path !== null && 'networkId' in path
