import { z } from 'zod'

/** Everything that an HTTP answer can complain about: the status that goes with it, and what it says in general. Stable; clients may rely on it. */
export const problems = {
  'broken-json': { status: 400, title: 'The body is not JSON' },
  'invalid-body': { status: 400, title: 'The body does not have the documented shape' },
  'invalid-parameter': { status: 400, title: 'A parameter has a bad value' },
  'sign-in-code-invalid': { status: 400, title: 'The sign-in code was used already, is too old, or was never made' },
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  'token-missing': { status: 401, title: 'A bearer token is required' },
  'token-invalid': { status: 401, title: 'The bearer token does not hold' },
  'scope-missing': { status: 403, title: 'The token does not grant this' },
  'foreign-network': { status: 403, title: 'The token is not for this network' },
  'foreign-user': { status: 403, title: 'The token is not for this user' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This method is not offered here' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'body-too-large': { status: 413, title: 'The body is larger than 1 MiB' },
  'too-many-events': { status: 413, title: 'There are more than 1,000 events' },
  'unsupported-content-type': { status: 415, title: 'The body must be application/json' },
  'unsupported-encoding': { status: 415, title: 'The body may be encoded as gzip or not at all' },
  'too-many-requests': { status: 429, title: 'There are too many requests; come again later' },
  'headers-too-large': { status: 431, title: 'The headers are larger than 32 KiB' },
  internal: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'The service cannot do this at the moment' },
  'access-log-unavailable': { status: 503, title: 'The read could not be recorded, so it was refused' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems

/** RFC 9457 */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable, to be told apart by programs.', enum: Object.keys(problems) }),
    detail: z.string().optional(),
  })
  .meta({ description: 'An RFC 9457 problem document.' })

export type Problem = z.infer<typeof problemSchema>
