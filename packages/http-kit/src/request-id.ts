import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Hexadecimal digits and hyphens, as in a UUID or a trace id: nobody's name can be in it. */
const idPattern = /^[0-9a-f-]{8,64}$/i

/** The id of a request: that of `X-Request-Id`, where a proxy or client has given it one that is nothing but a number, or else a new UUID. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && idPattern.test(given) ? given : randomUUID()
}
