import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Lets an app that closes wait for requests that are being answered, and for nothing else. Node would also wait for connections on which nothing
 * was asked yet, as browsers open them, keep those of the last answers for as long as clients like, and wait for ever for a body that stays away.
 *
 * @param drainTimeoutMs after which requests are cut off
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
  app.addHook('preClose', async () => {
    isClosing = true
    setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs).unref()
    for (const [socket, responses] of unanswered) if (responses.size === 0) socket.destroy()
  })
}
