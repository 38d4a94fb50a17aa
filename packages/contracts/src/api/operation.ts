import type { z } from 'zod'
import type { workbookType } from './csv-format.ts'
import type { ProblemCode } from './problem.ts'
import type { Scope } from './scopes.ts'

/** Of JSON; or the media type of a file. */
type AnswerSchema = z.ZodType | 'text/csv' | typeof workbookType

/** One call of the HTTP API: what the services check requests by, and what the OpenAPI document is made of. */
export interface Operation<
  Path extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends AnswerSchema = AnswerSchema,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `{name}` for each parameter of `pathParameters`. */
  readonly path: string
  readonly summary: string
  /** What a client must know besides. */
  readonly description?: string
  /** Any one of them is enough. */
  readonly scopes: readonly Scope[]
  readonly pathParameters: Path
  readonly queryParameters: Query
  /**
   * Whether browsers may send it as a beacon: JSON as `text/plain` of at most 64 KiB, whose `token` stands for the header that a beacon cannot have. It
   * then has the first scope only.
   */
  readonly takesBeacons?: true
  /** z.undefined() where there is none. */
  readonly body: Body
  readonly answer: { readonly status: 200 | 202; readonly description: string; readonly schema: Answer }
  /** Beyond those that every call may answer. */
  readonly problems: readonly ProblemCode[]
}

/** A call that needs no token. It has no parameters but its body. */
export interface OpenOperation extends Pick<Operation, 'method' | 'path' | 'summary' | 'body' | 'problems'> {
  readonly answer: { readonly status: 200; readonly description: string; readonly schema: z.ZodType }
}

/** An operation as it is, with its schemas' types. */
export const define = <Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, const Answer extends AnswerSchema>(
  operation: Operation<Path, Query, Body, Answer>,
) => operation
