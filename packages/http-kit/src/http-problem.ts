import { type Problem, type ProblemCode, problems } from '@stitchlog/contracts'

/** An error for the caller: thrown by handlers, sent as a problem document. `detail` contains no personal data. */
export class HttpProblem extends Error {
  readonly code: ProblemCode
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ProblemCode, detail?: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail ?? problems[code].title)
    this.name = 'HttpProblem'
    this.code = code
    this.headers = headers
  }
}

/** The problem document (RFC 9457). */
export function problemDocument({ code, message }: HttpProblem): Problem {
  const { status, title } = problems[code]
  return { type: 'about:blank', title, status, code, ...(message === title ? {} : { detail: message }) }
}
