import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip as gunzipCallback } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpProblem } from './http-problem.ts'

/** Before and after unzipping. */
export const maxBodyBytes = 2 ** 20

const gunzip = promisify(gunzipCallback)

/** JSON bodies, plain or gzipped, of bounded size; everything else is refused. */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(/^application\/json\s*(;|$)/i, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    return parseJson(await decoded(body, request.headers['content-encoding']))
  })
}

async function decoded(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return body
  if (encoding.toLowerCase() !== 'gzip') throw new HttpProblem('unsupported-encoding')
  try {
    return await gunzip(body, { maxOutputLength: maxBodyBytes })
  } catch (error) {
    if (error instanceof RangeError) throw new HttpProblem('body-too-large', 'larger than 1 MiB when unzipped')
    throw new HttpProblem('broken-json', 'the body is not gzip')
  }
}

function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new HttpProblem('broken-json', 'the body is not UTF-8')
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new HttpProblem('broken-json')
  }
}
