import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { HttpProblem } from '@stitchlog/http-kit'
import type { FastifyInstance } from 'fastify'

/** The output folder of `npm run build:view`. */
const builtView = join(import.meta.dirname, '../../packages/admin-ui/dist')

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
}

/** Browsers load a module of another origin only so. Which pages get any answers from the API is another matter. */
const forAnyPage = { 'access-control-allow-origin': '*' }

/** Serves the administrator's view at `/`: a few files, read once. They contain no personal data, so they need no token. */
export function addView(app: FastifyInstance): void {
  if (!existsSync(join(builtView, 'index.html'))) {
    app.get('/', async () => {
      throw new HttpProblem('unavailable', 'the view is not built; npm run build:view')
    })
    return
  }
  for (const entry of readdirSync(builtView, { recursive: true, encoding: 'utf8' })) {
    const type = contentTypes[extname(entry)]
    if (type === undefined) continue
    const content = readFileSync(join(builtView, entry))
    // Names under assets/ change with their content.
    const caching = entry.startsWith('assets') ? 'public, max-age=31536000, immutable' : 'no-cache'
    const url = entry === 'index.html' ? '/' : `/${entry.replaceAll('\\', '/')}`
    app.get(url, async (_request, reply) =>
      reply
        .headers({ ...headers, ...(extname(entry) === '.js' ? forAnyPage : {}), 'cache-control': caching })
        .type(type)
        .send(content),
    )
  }
}
