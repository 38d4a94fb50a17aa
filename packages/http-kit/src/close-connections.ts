import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Makes a closing app wait only for requests that are being answered. Node would also wait for connections without any request yet (browsers open
 * these in advance), keep the connections of the last responses as long as clients like, and wait for ever for a body that never comes. And it would
 * destroy connections whose last response has been written, but not yet taken by its reader: for Node these are idle.
 *
 * @param drainTimeoutMs after this time, requests in progress are aborted
 */
export function closeConnectionsWith(app: FastifyInstance, drainTimeoutMs: number): void {
  const unanswered = new Map<Socket, Set<ServerResponse>>()
  let isClosing = false

  app.server.on('connection', (socket) => {
    unanswered.set(socket, new Set())
    socket.once('close', () => unanswered.delete(socket))
  })
  app.server.on('request', ({ socket }, response) => {
    const ofSocket = unanswered.get(socket)
    ofSocket?.add(response)
    response.once('close', () => {
      ofSocket?.delete(response)
      if (isClosing && ofSocket?.size === 0) socket.end()
    })
  })
  // Node and the framework call it when they close.
  app.server.closeIdleConnections = () => {}
  app.addHook('preClose', async () => {
    isClosing = true
    setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs).unref()
    for (const [socket, responses] of unanswered) if (responses.size === 0) socket.destroy()
  })
}
