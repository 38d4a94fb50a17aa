import { type Problem, type ProblemCode, problems } from '@stitchlog/contracts'

/** A failure that the caller is told about: thrown by handlers, answered as a problem document. `detail` holds no personal data. */
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

/** The document for a problem (RFC 9457). */
export function problemDocument({ code, message }: HttpProblem): Problem {
  const { status, title } = problems[code]
  return { type: 'about:blank', title, status, code, ...(message === title ? {} : { detail: message }) }
}
