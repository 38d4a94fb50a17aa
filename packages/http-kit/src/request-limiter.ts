import rateLimit from '@fastify/rate-limit'
import type { Operation } from '@stitchlog/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import { callerKey } from './caller-key.ts'
import { FairTurns, type Turn } from './fair-turns.ts'
import { HttpProblem } from './http-problem.ts'
import type { RequestLimits } from './request-limits.ts'
import { RequestsInProgress } from './requests-in-progress.ts'
import type { Principal } from './tokens.ts'

const minuteMs = 60_000

/** Callers and addresses whose requests are counted. Beyond it those that were quiet for longest are forgotten. */
const maxCounted = 20_000

const callKinds = ['events', 'relayed-events', 'reads', 'changes', 'downloads'] as const

type CallKind = (typeof callKinds)[number]

type Count = ReturnType<FastifyInstance['createRateLimit']>

/** Refuses requests beyond a rate, per address and per caller. Each kind of call has its own rate, so that none uses up another's. */
export class RequestLimiter {
  readonly #limits: RequestLimits
  readonly #callers = new WeakMap<FastifyRequest, string>()
  readonly #counts = new Map<CallKind | 'address', Count>()
  readonly #reading = new RequestsInProgress()
  readonly #readTurns: FairTurns
  readonly #turns = new WeakMap<FastifyRequest, Turn>()
  readonly #refused: Counter<'limit'>

  /** @param readsInAll how many reads are answered at once, for all callers together; the others wait, each network in a line of its own */
  constructor(app: FastifyInstance, limits: RequestLimits, metrics: Registry, readsInAll = Number.POSITIVE_INFINITY) {
    this.#limits = limits
    this.#readTurns = new FairTurns(readsInAll)
    this.#refused = new Counter({
      name: 'stitchlog_http_requests_refused_total',
      help: 'Requests that were refused because there were too many, by limit.',
      labelNames: ['limit'],
      registers: [metrics],
    })
    for (const limit of [...callKinds, 'address', 'reads-at-once'] as const) this.#refused.inc({ limit }, 0)
    app.register(rateLimit, { global: false })
    app.after(() => {
      const common = { timeWindow: minuteMs, cache: maxCounted }
      this.#counts.set('address', app.createRateLimit({ ...common, max: limits.perMinute.address }))
      for (const kind of callKinds) {
        const keyGenerator = (request: FastifyRequest) => this.#callers.get(request) ?? ''
        this.#counts.set(kind, app.createRateLimit({ ...common, max: limits.perMinute[kind], keyGenerator }))
      }
    })
    app.addHook('onRequest', (request, _reply, done) => {
      if (!request.url.startsWith('/v1/')) done()
      else this.#count('address', request).then(() => done(), done)
    })
  }

  /**
   * Counts a call whose token is verified. Resolves when it is its turn.
   *
   * @throws HttpProblem `too-many-requests`
   */
  async admit(operation: Operation, principal: Principal, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const caller = callerKey(principal)
    this.#callers.set(request, caller)
    const kind = kindOf(operation, principal)
    await this.#count(kind, request)
    if (kind !== 'reads') return
    this.#beginRead(caller, reply)
    const turn = await this.#readTurns.take([...principal.networks].join(), caller, reply)
    if (turn === undefined) throw new HttpProblem('request-timeout', 'the caller hung up')
    this.#turns.set(request, turn)
  }

  /** Says what an admitted request causes: its turn lasts as long. */
  causes(request: FastifyRequest, work: Promise<unknown>): void {
    this.#turns.get(request)?.lastUntil(work)
  }

  async #count(limit: CallKind | 'address', request: FastifyRequest): Promise<void> {
    const max = this.#limits.perMinute[limit]
    if (max === 0) return
    const counted = await this.#counts.get(limit)?.(request)
    if (counted !== undefined && !counted.isAllowed && counted.isExceeded) {
      throw this.#refusal(limit, `at most ${max} a minute`, Math.max(1, counted.ttlInSeconds))
    }
  }

  #beginRead(caller: string, reply: FastifyReply): void {
    const { readsAtOnce } = this.#limits
    if (readsAtOnce === 0) return
    if (this.#reading.of(caller) >= readsAtOnce) throw this.#refusal('reads-at-once', `at most ${readsAtOnce} reads at once`, 1)
    this.#reading.begin(caller, reply)
  }

  #refusal(limit: CallKind | 'address' | 'reads-at-once', detail: string, seconds: number): HttpProblem {
    this.#refused.inc({ limit })
    return new HttpProblem('too-many-requests', detail, { 'retry-after': String(seconds) })
  }
}

function kindOf({ method, answer, scopes: accepted }: Operation, { scopes }: Principal): CallKind {
  if (method === 'GET') return typeof answer.schema === 'string' ? 'downloads' : 'reads'
  if (accepted.includes('activity:write')) return scopes.has('activity:relay') ? 'relayed-events' : 'events'
  return 'changes'
}
