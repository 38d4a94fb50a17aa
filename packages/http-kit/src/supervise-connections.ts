import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** How many requests of a connection may wait for their answers before no more are read of it. Browsers and gateways send the next one after the answer. */
const mostUnanswered = 64

export interface Connections {
  /** Calls `answer` once for a connection of which no more can be read: when all requests before that have their answers. */
  refuse(socket: Socket, answer: () => void): void
}

/**
 * Bounds what a connection may ask for at once, and makes a closing app wait only for requests that are being answered.
 *
 * A client may send requests without waiting for answers (pipelining). Node stops reading only when answers are not taken, and holds any number of
 * requests whose answers are still to come. Here a connection with enough of them is read again when one has been answered.
 *
 * When it closes, Node would also wait for connections without any request yet (browsers open these in advance), keep the connections of the last
 * responses as long as clients like, and wait for ever for a body that never comes. And it would destroy connections whose last response has been
 * written, but not yet taken by its reader: for Node these are idle.
 *
 * @param drainTimeoutMs after this time, requests in progress are aborted
 */
export function superviseConnections(app: FastifyInstance, drainTimeoutMs: number): Connections {
  const unanswered = new Map<Socket, Set<ServerResponse>>()
  let isClosing = false

  app.server.on('connection', (socket) => {
    const ofSocket = new Set<ServerResponse>()
    unanswered.set(socket, ofSocket)
    socket.once('close', () => unanswered.delete(socket))
    // Node resumes it as well, for each body that it is to read.
    socket.on('resume', () => {
      if (ofSocket.size >= mostUnanswered) socket.pause()
    })
  })
  app.server.on('request', ({ socket }, response) => {
    const ofSocket = unanswered.get(socket)
    ofSocket?.add(response)
    if (ofSocket?.size === mostUnanswered) socket.pause()
    response.once('close', () => {
      ofSocket?.delete(response)
      if (ofSocket?.size === mostUnanswered - 1) socket.resume()
      if (isClosing && ofSocket?.size === 0) socket.end()
    })
  })
  /** What cannot be read is reported once for each piece of it. */
  const refused = new WeakSet<Socket>()

  // Node and the framework call it when they close.
  app.server.closeIdleConnections = () => {}
  app.addHook('preClose', async () => {
    isClosing = true
    setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs).unref()
    for (const [socket, responses] of unanswered) if (responses.size === 0) socket.destroy()
  })
  return {
    refuse(socket, answer) {
      if (refused.has(socket)) return
      refused.add(socket)
      // The body of the last one may be what cannot be read.
      const before = [...(unanswered.get(socket) ?? [])].filter(({ req }) => req.complete)
      let count = before.length
      for (const response of before)
        response.once('close', () => {
          if (--count === 0) answer()
        })
      if (count === 0) answer()
    },
  }
}
