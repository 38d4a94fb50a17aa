import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HttpProblem } from '@stitchlog/http-kit'
import type { FastifyInstance } from 'fastify'

const page = join(import.meta.dirname, 'try')
/** The output folder of the client's build. */
const client = join(import.meta.dirname, '../../packages/heartbeat/dist')

const files = [
  ['/try', join(page, 'index.html'), 'text/html; charset=utf-8'],
  ['/try/try.css', join(page, 'try.css'), 'text/css; charset=utf-8'],
  ['/try/try.js', join(page, 'try.js'), 'text/javascript; charset=utf-8'],
  ['/try/heartbeat.js', join(client, 'browser.js'), 'text/javascript; charset=utf-8'],
  ['/try/lead-by-lease.js', join(client, 'lead-by-lease.js'), 'text/javascript; charset=utf-8'],
] as const

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
}

/** Serves a page that runs the client, to try it. Its token comes in its address, so that nobody gets one from here. */
export function addTryPage(app: FastifyInstance): void {
  for (const [url, file, type] of files) {
    const content = existsSync(file) ? readFileSync(file) : undefined
    app.get(url, async (_request, reply) => {
      if (content === undefined) throw new HttpProblem('unavailable', 'the client is not built; npm run build:view')
      return reply.headers(headers).type(type).send(content)
    })
  }
}
