import type { FastifyInstance } from 'fastify'

/** Chromium keeps a preflight's answer for so long at most. */
const preflightSeconds = 7200

/**
 * What pages of other origins are told of an answer to a call: nothing where no origin is allowed.
 *
 * @param origins as browsers write them
 */
export function originHeaders(origins: readonly string[]): (origin: string | undefined) => Readonly<Record<string, string>> {
  if (origins.length === 0) return () => ({})
  const allowed = new Set(origins)
  // Also for others: a cache must not give them what it kept for one that is allowed, or the other way round.
  const vary = { vary: 'Origin' }
  return (origin) =>
    origin === undefined || !allowed.has(origin)
      ? vary
      : { ...vary, 'access-control-allow-origin': origin, 'access-control-expose-headers': 'Content-Disposition, Date, Retry-After' }
}

/**
 * Lets pages of other origins use the calls under `/v1/` (CORS). They bring their own tokens: nothing that a browser adds by itself counts here, so
 * credentials stay off. Add it before anything that may refuse a request, so that these pages can read why.
 *
 * @param origins as browsers write them
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  const headersFor = originHeaders(origins)
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/v1/')) return
    const headers = headersFor(request.headers.origin)
    reply.headers(headers)
    if (!('access-control-allow-origin' in headers)) return
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return
    return reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'GET, POST, PUT, DELETE',
        'access-control-allow-headers': 'Authorization, Content-Type, Content-Encoding',
        'access-control-max-age': preflightSeconds,
      })
      .send()
  })
}
