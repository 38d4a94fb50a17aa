import type { IncomingMessage, ServerResponse } from 'node:http'
import { currentRequest } from '@stitchlog/service-kit'
import { originHeaders } from './allow-origins.ts'
import { HttpProblem } from './http-problem.ts'
import { isJsonType, parseText, smallBodyBytes } from './json-body.ts'
import { type ProblemAnswers, problemType } from './problem-answer.ts'
import { requestIdOf } from './request-id.ts'
import type { ReportRequest } from './request-reports.ts'
import { safeHeaders } from './safe-headers.ts'

/** What the answer to an ordinary request depends on. */
export interface DirectRequest {
  /** The client's. */
  readonly address: string
  /** The header. */
  readonly authorization: string
  /** When the request's headers arrived, by the monotonic clock. */
  readonly arrivedAt: number
  /** Reads the body. @throws HttpProblem `bad-request` if the rest of it does not come, `broken-json` */
  readBody(): Promise<unknown>
}

/** Resolves to the document of the answer. Errors become problem documents. */
type AnswerDirectly = (request: DirectRequest) => Promise<object>

interface DirectCall {
  readonly method: string
  readonly status: number
  readonly answer: AnswerDirectly
}

interface DirectCallsOptions {
  readonly problems: ProblemAnswers
  readonly report: ReportRequest
  readonly addressOf: (request: IncomingMessage) => string
  readonly allowedOrigins: readonly string[]
}

/**
 * Calls that are made more often than all others together. Their ordinary requests are answered beside the framework, whose objects, hooks and streams
 * cost more than the calls themselves. A request that is out of the ordinary in any way goes the way of all others, and is answered the same: ordinary
 * is a small JSON body of a known length, not compressed, with a token in the header, for the path and nothing but it, while the app is not closing.
 */
export class DirectCalls {
  readonly #calls = new Map<string, DirectCall>()
  readonly #options: DirectCallsOptions
  readonly #originHeaders: ReturnType<typeof originHeaders>
  #isClosing = false

  constructor(options: DirectCallsOptions) {
    this.#options = options
    this.#originHeaders = originHeaders(options.allowedOrigins)
  }

  /** Adds a call without parameters, which the framework has, too. */
  add(path: string, call: DirectCall): void {
    this.#calls.set(path, call)
  }

  /** Leaves all requests to the framework from now on, which says on each connection that it closes. */
  close(): void {
    this.#isClosing = true
  }

  /** Answers a request if it is an ordinary one. @returns whether it is */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', headers } = request
    const call = this.#calls.get(url)
    if (call === undefined || request.method !== call.method || this.#isClosing) return false
    const { authorization } = headers
    if (authorization === undefined || !isSmallJson(headers)) return false
    const requestId = requestIdOf(request)
    const arrivedAt = performance.now()
    const direct = { address: this.#options.addressOf(request), authorization, arrivedAt, readBody: () => readBody(request) }
    void currentRequest.run({ requestId }, () => this.#answer(call, direct, request, response, requestId))
    return true
  }

  async #answer(call: DirectCall, direct: DirectRequest, request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    let status = call.status
    let type = 'application/json; charset=utf-8'
    let headers: Readonly<Record<string, string>> = safeHeaders
    let document: object
    try {
      document = await call.answer(direct)
    } catch (error) {
      const problem = await this.#options.problems.inTurn(error)
      status = problem.document.status
      type = problemType
      headers = problem.headers
      document = problem.document
    }
    const text = JSON.stringify(document)
    response.writeHead(status, {
      ...headers,
      ...this.#originHeaders(request.headers.origin),
      'x-request-id': requestId,
      'content-type': type,
      'content-length': Buffer.byteLength(text),
    })
    response.end(text, () => {
      const elapsedMs = performance.now() - direct.arrivedAt
      this.#options.report({ method: call.method, route: request.url, status, requestId, traceParent: request.headers['traceparent'], elapsedMs })
    })
  }
}

function isSmallJson(headers: IncomingMessage['headers']): boolean {
  const length = Number(headers['content-length'])
  return length > 0 && length < smallBodyBytes && headers['content-encoding'] === undefined && isJsonType(headers['content-type'])
}

/** @throws HttpProblem which closes the connection, as the framework does when it cannot read a body */
function readBody(request: IncomingMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const refuse = ({ code, message }: HttpProblem) => reject(new HttpProblem(code, message, { connection: 'close' }))
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('error', () => refuse(new HttpProblem('bad-request')))
    request.once('end', () => {
      const [first] = chunks
      try {
        resolve(parseText(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks)))
      } catch (error) {
        if (error instanceof HttpProblem) refuse(error)
        else reject(error)
      }
    })
  })
}
