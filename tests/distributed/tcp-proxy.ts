import { connect, createServer, type Server, type Socket } from 'node:net'

/** What a network does to those who speak through it. */
export type Weather = 'clear' | 'refusing' | 'silent'

/** Passes connections on to a port of this machine, unless it is told to be a bad network. */
export class TcpProxy {
  readonly port: number
  /** Hears everything that is sent through it, from both sides. */
  onPassed: ((bytes: Buffer) => void) | undefined
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #weather: Weather = 'clear'

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
  }

  static async start(port: number, targetPort: number): Promise<TcpProxy> {
    const server = createServer()
    const proxy = new TcpProxy(server, port)
    server.on('connection', (socket) => proxy.#pass(socket, targetPort))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return proxy
  }

  /** Refuses connections, or takes them and says nothing; those that are open are cut, or go silent. */
  set weather(weather: Weather) {
    this.#weather = weather
    if (weather === 'silent') for (const socket of this.#sockets) socket.pause()
    else this.cut()
  }

  /** Cuts all open connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async stop(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #pass(client: Socket, targetPort: number): void {
    this.#keep(client)
    if (this.#weather === 'refusing') {
      client.destroy()
      return
    }
    const target = connect(targetPort, '127.0.0.1')
    this.#keep(target)
    for (const socket of [client, target]) socket.on('data', (bytes: Buffer) => this.onPassed?.(bytes))
    client.pipe(target)
    target.pipe(client)
    client.once('close', () => target.destroy())
    target.once('close', () => client.destroy())
    if (this.#weather === 'silent') {
      client.pause()
      target.pause()
    }
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    // Whoever speaks through it sees the end of the connection, which is all there is to see.
    socket.on('error', () => {})
  }
}
