import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ProblemCode } from '@stitchlog/contracts'
import type { ConnectionError } from 'fastify'
import { HttpProblem, problemDocument } from './http-problem.ts'

/** So long whoever sent it may go on sending before the connection is cut; what comes is thrown away. */
const lingerMs = 2000

const codes: Readonly<Record<string, ProblemCode>> = { ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout', HPE_HEADER_OVERFLOW: 'headers-too-large' }

/**
 * Answers what is no HTTP, has too long headers, or does not arrive in time. The connection is closed only after a while, or when the other side
 * closes it: to close it while something is still coming would reset it, and take the answer away from a client that has not read it yet.
 */
export function answerUnreadable(error: ConnectionError, socket: Socket): void {
  if (!socket.writable) return
  const document = problemDocument(new HttpProblem(codes[error.code] ?? 'bad-request'))
  const body = JSON.stringify(document)
  const head = [
    `HTTP/1.1 ${document.status} ${STATUS_CODES[document.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`)
  setTimeout(() => socket.destroy(), lingerMs).unref()
}
