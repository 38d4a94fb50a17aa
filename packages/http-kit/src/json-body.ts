import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip as gunzipCallback } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpProblem } from './http-problem.ts'

/** Of a beacon, as much as browsers let outlive a page. It is read before its token is known. */
const maxBeaconBytes = 64 * 1024

/** Before and after decompression. */
export const maxBodyBytes = 2 ** 20

/**
 * Objects, arrays and keys that a body may have: 32 for each of 1,000 events. Parsing time depends on these, not on bytes: 1 MiB of objects with keys
 * of their own takes V8 half a second.
 */
const maxStructure = 32_000

/** Of bodies of this size and more, one is parsed in each round of the event loop, so that other requests get on in between. */
const largeBodyBytes = 32 * 1024

/** Below this size, a body is parsed at once: it can neither hold up others nor have too much structure. */
export const smallBodyBytes = Math.min(largeBodyBytes, maxStructure)

let lastTurn: Promise<unknown> = Promise.resolve()

const gunzip = promisify(gunzipCallback)

const withoutBody = new WeakSet<FastifyRequest>()
const beacons = new WeakSet<FastifyRequest>()

/** Accepts JSON bodies, plain or gzipped, of bounded size. Rejects everything else. */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = async (request: FastifyRequest, body: Buffer) => {
    const encoding = request.headers['content-encoding']
    return withoutBody.has(request) ? await parseNothing(body, encoding) : await parseJson(await decoded(body, encoding))
  }
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer, done) => {
    // Most bodies are small and plain, and need not wait for anything.
    const isPlain = request.headers['content-encoding'] === undefined && body.length < smallBodyBytes
    if (!isPlain || withoutBody.has(request)) {
      parse(request, body).then((value) => done(null, value), done)
      return
    }
    let value: unknown
    try {
      value = parseText(body)
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
      return
    }
    done(null, value)
  })
  app.addContentTypeParser(beaconType, { parseAs: 'buffer', bodyLimit: maxBeaconBytes }, async (request: FastifyRequest, body: Buffer) => {
    // A path that is not there says so first.
    if (request.is404) return undefined
    if (!beacons.has(request)) throw new HttpProblem('unsupported-content-type')
    if (request.headers['content-encoding'] !== undefined) throw new HttpProblem('unsupported-encoding')
    return parseJson(body)
  })
}

const jsonType = /^application\/json\s*(;|$)/i

/** Whether a body of this `Content-Type` is JSON. */
export const isJsonType = (type = '') => jsonType.test(type)

const beaconType = /^text\/plain\s*(;|$)/i

/** Declares, before the body is read, that this request's call may be a beacon: JSON that calls itself text. @returns whether it is one */
export function allowBeacon(request: FastifyRequest): boolean {
  beacons.add(request)
  return beaconType.test(request.headers['content-type'] ?? '')
}

/** The token that a beacon's body names, as a header would. */
export function beaconAuthorization(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('token' in body)) return undefined
  return typeof body.token === 'string' ? `Bearer ${body.token}` : ''
}

/**
 * Declares, before the body is read, that this request's call takes no body. Many libraries declare a type or an encoding on every request, and some
 * send an empty value: all of that is accepted. A body with content is rejected.
 */
export function expectNoBody(request: FastifyRequest): void {
  withoutBody.add(request)
  // Otherwise another type, or no type at all, would be rejected before the body is read.
  request.raw.headers['content-type'] = 'application/json'
}

async function parseNothing(body: Buffer, encoding: string | undefined): Promise<undefined> {
  if (body.length === 0) return
  const text = textOf(await decoded(body, encoding)).trim()
  if (!/^(|null|\{\s*\}|\[\s*\])$/.test(text)) throw new HttpProblem('invalid-body', 'this call takes no body')
}

/** `Content-Encoding` is a list, and `x-gzip` is another name of gzip (RFC 9110). */
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

/** Resolves when a large body may be parsed. */
async function turnOf(body: Buffer): Promise<void> {
  if (body.length < largeBodyBytes) return
  const turn = lastTurn.then(() => setImmediate())
  lastTurn = turn
  await turn
}

/** Counts bytes that open an object or an array or follow a key, also those inside texts. */
function structureOf(body: Buffer): number {
  let count = 0
  for (const byte of body) if (byte === 0x7b || byte === 0x5b || byte === 0x3a) count++
  return count
}

async function parseJson(body: Buffer): Promise<unknown> {
  await turnOf(body)
  if (body.length >= maxStructure && structureOf(body) > maxStructure)
    throw new HttpProblem('body-too-large', `more than ${maxStructure.toLocaleString('en')} objects, arrays and keys`)
  return parseText(body)
}

/** @throws HttpProblem `broken-json` */
export function parseText(body: Buffer): unknown {
  const text = textOf(body)
  try {
    return JSON.parse(text)
  } catch {
    throw new HttpProblem('broken-json')
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Removes the byte-order mark that some editors and libraries add. */
function textOf(body: Buffer): string {
  try {
    return utf8.decode(body)
  } catch {
    throw new HttpProblem('broken-json', 'the body is not UTF-8')
  }
}
