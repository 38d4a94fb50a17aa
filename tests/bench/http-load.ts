import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

export interface LoadOptions {
  readonly host: string
  readonly port: number
  /** Whole requests, as they go over the wire; each connection sends one after the other, beginning at another one. */
  readonly requests: readonly string[]
  readonly connections: number
  readonly seconds: number
  /** Requests in all connections together; without it each connection sends its next request when the last one is answered. */
  readonly perSecond?: number
}

export interface LoadResult {
  readonly answered: number
  /** By status, other than 202. */
  readonly refused: Readonly<Record<string, number>>
  /** How long each answer took, from when its request was due. */
  readonly latenciesMs: Float64Array
}

/** Sends requests from a thread of its own, so that this one has time to look at what they cost. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const worker = new Worker(new URL(import.meta.url), { workerData: options })
  const [result] = await once(worker, 'message')
  return result
}

/** One connection, which has one request under way at a time. It asks for as little as possible: the machine is needed for the server. */
class Connection {
  readonly #socket: Socket
  readonly #requests: readonly Buffer[]
  readonly #onAnswer: (connection: Connection, status: number, ms: number) => void
  #next: number
  #dueAt = 0
  #received: Buffer = Buffer.alloc(0)

  constructor(socket: Socket, requests: readonly Buffer[], first: number, onAnswer: (connection: Connection, status: number, ms: number) => void) {
    this.#socket = socket
    this.#requests = requests
    this.#next = first
    this.#onAnswer = onAnswer
    socket.setNoDelay()
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', (error) => {
      throw error
    })
  }

  send(dueAt: number): void {
    this.#dueAt = dueAt
    const request = this.#requests[this.#next++ % this.#requests.length]
    if (request !== undefined) this.#socket.write(request)
  }

  end(): void {
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const bodyAt = this.#received.indexOf('\r\n\r\n') + 4
    if (bodyAt === 3) return
    const head = this.#received.toString('latin1', 0, bodyAt)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1])
    if (this.#received.length < bodyAt + length) return
    this.#received = Buffer.alloc(0)
    this.#onAnswer(this, Number(head.slice(9, 12)), performance.now() - this.#dueAt)
  }
}

async function run({ host, port, requests: texts, connections: count, seconds, perSecond }: LoadOptions): Promise<LoadResult> {
  const requests = texts.map((text) => Buffer.from(text))
  const latencies: number[] = []
  const refused: Record<string, number> = {}
  const idle: Connection[] = []
  const due: number[] = []
  let isOver = false
  let busy = 0
  let ended = () => {}
  const begin = (connection: Connection, dueAt: number) => {
    busy++
    connection.send(dueAt)
  }
  const onAnswer = (connection: Connection, status: number, ms: number) => {
    busy--
    if (status === 202) latencies.push(ms)
    else refused[status] = (refused[status] ?? 0) + 1
    const dueAt = perSecond === undefined ? performance.now() : due.shift()
    if (!isOver && dueAt !== undefined) begin(connection, dueAt)
    else idle.push(connection)
    if (isOver && busy === 0) ended()
  }
  for (let n = 0; n < count; n++) {
    const socket = connect(port, host)
    await once(socket, 'connect')
    idle.push(new Connection(socket, requests, Math.floor((n * requests.length) / count), onAnswer))
  }
  const startedAt = performance.now()
  let sent = 0
  const beginDue = () => {
    if (perSecond === undefined) {
      for (const connection of idle.splice(0)) begin(connection, performance.now())
      return
    }
    for (const wanted = ((performance.now() - startedAt) / 1000) * perSecond; sent < wanted; sent++) due.push(startedAt + (sent / perSecond) * 1000)
    while (due.length > 0) {
      const connection = idle.pop()
      if (connection === undefined) return
      begin(connection, due.shift() ?? 0)
    }
  }
  beginDue()
  const ticking = perSecond === undefined ? undefined : setInterval(beginDue, 1)
  await new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000))
  clearInterval(ticking)
  isOver = true
  if (busy > 0)
    await new Promise<void>((resolve) => {
      ended = resolve
    })
  for (const connection of idle) connection.end()
  return { answered: latencies.length, refused, latenciesMs: Float64Array.from(latencies) }
}

if (!isMainThread) parentPort?.postMessage(await run(workerData))
