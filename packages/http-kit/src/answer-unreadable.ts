import type { Socket } from 'node:net'
import type { ProblemCode } from '@stitchlog/contracts'
import type { ConnectionError } from 'fastify'
import { HttpProblem, problemDocument } from './http-problem.ts'
import { safeHeaders } from './safe-headers.ts'

/** How long the sender may keep sending before the connection is closed. The data is discarded. */
const lingerMs = 2000

const codes: Readonly<Record<string, ProblemCode>> = { ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout', HPE_HEADER_OVERFLOW: 'headers-too-large' }

/** Not from `node:http`: as an ES module it loads all of `fetch` and `WebSocket`, which is a tenth of the start of a service. */
const phrases: Readonly<Record<number, string>> = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' }

/**
 * Answers requests that are not HTTP, have too long headers, or do not arrive in time. The connection is closed only after a while, or when the other
 * side closes it. Closing it while data still arrives would reset it, and a client that has not read the response yet would lose it.
 */
export function answerUnreadable(error: ConnectionError, socket: Socket): void {
  if (!socket.writable) return
  const document = problemDocument(new HttpProblem(codes[error.code] ?? 'bad-request'))
  const body = JSON.stringify(document)
  const head = [
    `HTTP/1.1 ${document.status} ${phrases[document.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(safeHeaders).map(([name, value]) => `${name}: ${value}`),
  ]
  socket.end(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`)
  setTimeout(() => socket.destroy(), lingerMs).unref()
}
