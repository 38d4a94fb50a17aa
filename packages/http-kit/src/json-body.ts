import { promisify } from 'node:util'
import { gunzip as gunzipCallback } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpProblem } from './http-problem.ts'

/** Before and after unzipping. */
export const maxBodyBytes = 2 ** 20

const gunzip = promisify(gunzipCallback)

const withoutBody = new WeakSet<FastifyRequest>()

/** JSON bodies, plain or gzipped, of bounded size; everything else is refused. */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(/^application\/json\s*(;|$)/i, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    const encoding = request.headers['content-encoding']
    return withoutBody.has(request) ? await parseNothing(body, encoding) : parseJson(await decoded(body, encoding))
  })
}

/**
 * Says, before the body is read, that this request's call takes none. Many libraries declare a type or an encoding on every request, and some
 * send an empty value: none of that is refused, while a body that says something is.
 */
export function expectNoBody(request: FastifyRequest): void {
  withoutBody.add(request)
  // Otherwise a type that is none of ours, or no type at all, would be refused without a look at the body.
  request.raw.headers['content-type'] = 'application/json'
}

async function parseNothing(body: Buffer, encoding: string | undefined): Promise<undefined> {
  if (body.length === 0) return
  const text = textOf(await decoded(body, encoding)).trim()
  if (!/^(|null|\{\s*\}|\[\s*\])$/.test(text)) throw new HttpProblem('invalid-body', 'this call takes no body')
}

/** Encodings are a list, and `x-gzip` is gzip's other name (RFC 9110). */
async function decoded(body: Buffer, encoding = ''): Promise<Buffer> {
  const encodings = encoding
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
  if (encodings.length === 0) return body
  if (encodings.length > 1 || !(encodings[0] === 'gzip' || encodings[0] === 'x-gzip')) throw new HttpProblem('unsupported-encoding')
  try {
    return await gunzip(body, { maxOutputLength: maxBodyBytes })
  } catch (error) {
    if (error instanceof RangeError) throw new HttpProblem('body-too-large', 'larger than 1 MiB when unzipped')
    throw new HttpProblem('broken-json', 'the body is not gzip')
  }
}

function parseJson(body: Buffer): unknown {
  const text = textOf(body)
  try {
    return JSON.parse(text)
  } catch {
    throw new HttpProblem('broken-json')
  }
}

/** Without a byte-order mark, which some editors and libraries put in front. */
function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new HttpProblem('broken-json', 'the body is not UTF-8')
  }
}
