import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Server, ServerSignal } from './server.ts'

export interface ServerCommand {
  readonly name: string
  readonly command: string
  readonly arguments: readonly string[]
  /** Where it listens on 127.0.0.1 once it is up. */
  readonly port: number
  readonly logFile: string
}

const startTimeoutMs = 90_000
const stopTimeoutMs = 10_000

/** A server that runs as a process of its own, and may be started again after its end with the same data. */
export class ServerProcess implements Server {
  readonly #command: ServerCommand
  #child: ChildProcess | undefined
  #isWanted = false
  /** Called when the process ends without having been asked to. */
  onDeath: () => void = () => {}

  constructor(command: ServerCommand) {
    this.#command = command
  }

  get name(): string {
    return this.#command.name
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /**
   * Starts the process and resolves when it takes connections.
   *
   * @throws Error if it does not come up, or if another process already listens on its port, which would be taken for it
   */
  async start(): Promise<void> {
    const { name, command, port, logFile } = this.#command
    if (await takesConnections(port)) throw new Error(`${name} cannot start: another process listens on 127.0.0.1:${port}`)
    // It writes by itself: a disk without space for its log is its own concern.
    const log = openSync(logFile, 'a')
    const child = spawn(command, this.#command.arguments, { stdio: ['ignore', log, log], detached: true })
    closeSync(log)
    this.#child = child
    this.#isWanted = true
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined
      if (this.#isWanted) this.onDeath()
    })
    // A command that does not exist.
    child.once('error', () => {})
    for (const giveUpAt = Date.now() + startTimeoutMs; !(await takesConnections(port)); await setTimeout(100)) {
      if (child.exitCode !== null || child.pid === undefined) throw new Error(`${name} ended at its start; see ${logFile}`)
      if (Date.now() > giveUpAt) throw new Error(`${name} does not come up; see ${logFile}`)
    }
  }

  /** Sends a signal, and, where that ends the process, resolves when it is gone. */
  async signal(signal: ServerSignal): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    const isEnd = signal === 'SIGKILL' || signal === 'SIGTERM'
    if (isEnd) this.#isWanted = false
    const exit = isEnd ? once(child, 'exit') : undefined
    child.kill(signal)
    await exit
  }

  /** Ends it, in order where that does not take long: the last broker of a cluster would wait for the others to take over. */
  async stop(): Promise<void> {
    const ended = new AbortController()
    await this.signal('SIGCONT')
    setTimeout(stopTimeoutMs, undefined, { signal: ended.signal }).then(
      () => this.signal('SIGKILL'),
      () => {},
    )
    await this.signal('SIGTERM')
    ended.abort()
  }
}

async function takesConnections(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
