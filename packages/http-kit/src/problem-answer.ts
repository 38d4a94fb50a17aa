import type { Problem } from '@stitchlog/contracts'
import { errorKind, type Logger, stackFrames } from '@stitchlog/service-kit'
import type { FastifyError } from 'fastify'
import { FloodBrake } from './flood-brake.ts'
import { HttpProblem, problemDocument } from './http-problem.ts'
import { safeHeaders } from './safe-headers.ts'

export const problemType = 'application/problem+json; charset=utf-8'

/** What is answered to a request that failed. */
export interface ProblemAnswer {
  readonly document: Problem
  readonly headers: Readonly<Record<string, string>>
}

/** Makes answers of errors. Refusals of an app wait for each other in a flood of them. */
export class ProblemAnswers {
  readonly #log: Logger
  readonly #brake = new FloodBrake()

  constructor(log: Logger) {
    this.#log = log
  }

  /** The answer to an error. One that is no caller's fault is logged, without its message, which may quote what was sent. */
  of(error: unknown): ProblemAnswer {
    const problem = asProblem(error)
    if (problem.code === 'internal') this.#log.error({ kind: errorKind(error), stack: stackFrames(error) }, 'request-failed')
    return { document: problemDocument(problem), headers: { ...safeHeaders, ...problem.headers } }
  }

  /** The answer to an error of a call, when it may be given. */
  async inTurn(error: unknown): Promise<ProblemAnswer> {
    const { code } = asProblem(error)
    if (code === 'too-many-requests' || code === 'token-missing' || code === 'token-invalid') await this.#brake.wait()
    return this.of(error)
  }
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
