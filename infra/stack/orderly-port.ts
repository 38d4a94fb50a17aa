import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * Passes connections on to another port of this machine. When one side dies, the other sees an ordinary end of its connection instead of a reset: a server
 * that is a part of `clickhouse local` does not survive that, unlike a server of its own.
 */
export class OrderlyPort {
  readonly #sockets = new Set<Socket>()
  readonly #server

  constructor(targetPort: number) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const target = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
      this.#pass(client, target)
      this.#pass(target, client)
    })
  }

  /** Resolves when it takes connections, at once where it does. */
  async listen(port: number): Promise<void> {
    if (this.#server.listening) return
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  stop(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.pipe(to)
    // It is closed next, which is all that the other side is to see.
    from.on('error', () => {})
    from.once('close', () => {
      this.#sockets.delete(from)
      // What the other side still sends is read: a connection that is closed before that is a reset one.
      to.resume()
      to.end()
    })
  }
}
