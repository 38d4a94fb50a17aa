import type { Operation } from '@stitchlog/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import { callerKey } from './caller-key.ts'
import { addressGroupOf } from './client-address.ts'
import { FairTurns, type Turn } from './fair-turns.ts'
import { HttpProblem } from './http-problem.ts'
import type { RequestLimits } from './request-limits.ts'
import { RequestRate } from './request-rate.ts'
import { RequestsInProgress } from './requests-in-progress.ts'
import type { Principal } from './tokens.ts'

const callKinds = ['events', 'relayed-events', 'reads', 'changes', 'downloads'] as const

type CallKind = (typeof callKinds)[number]

/** Refuses requests beyond a rate, per address and per caller. Each kind of call has its own rate, so that none uses up another's. */
export class RequestLimiter {
  readonly #limits: RequestLimits
  readonly #rates: Readonly<Record<CallKind | 'address', RequestRate>>
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
    const rateOf = (kind: CallKind | 'address') => new RequestRate(limits.perMinute[kind])
    this.#rates = {
      address: rateOf('address'),
      events: rateOf('events'),
      'relayed-events': rateOf('relayed-events'),
      reads: rateOf('reads'),
      changes: rateOf('changes'),
      downloads: rateOf('downloads'),
    }
    app.addHook('onRequest', (request, _reply, done) => {
      try {
        if (request.url.startsWith('/v1/')) this.countAddress(request.ip)
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
        return
      }
      done()
    })
  }

  /**
   * Counts a request of an address.
   *
   * @throws HttpProblem `too-many-requests`
   */
  countAddress(address: string): void {
    this.#count('address', addressGroupOf(address))
  }

  /**
   * Counts a call whose token is verified.
   *
   * @throws HttpProblem `too-many-requests`
   */
  countCall(operation: Operation, principal: Principal): void {
    this.#count(kindOf(operation, principal), callerKey(principal))
  }

  /**
   * Counts a call whose token is verified. Resolves when it is its turn.
   *
   * @throws HttpProblem `too-many-requests`
   */
  async admit(operation: Operation, principal: Principal, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    this.countCall(operation, principal)
    if (kindOf(operation, principal) !== 'reads') return
    const caller = callerKey(principal)
    this.#beginRead(caller, reply)
    const turn = await this.#readTurns.take([...principal.networks].join(), caller, reply)
    if (turn === undefined) throw new HttpProblem('request-timeout', 'the caller hung up')
    this.#turns.set(request, turn)
  }

  /** Says what an admitted request causes: its turn lasts as long. */
  causes(request: FastifyRequest, work: Promise<unknown>): void {
    this.#turns.get(request)?.lastUntil(work)
  }

  #count(limit: CallKind | 'address', key: string): void {
    const seconds = this.#rates[limit].count(key)
    if (seconds !== undefined) throw this.#refusal(limit, `at most ${this.#limits.perMinute[limit]} a minute`, seconds)
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
