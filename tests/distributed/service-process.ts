import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { processEnvironment } from '../process-environment.ts'

export type ServiceName = 'ingest' | 'stitcher' | 'query' | 'rollup'

const restartPauseMs = 300

/** One process of a service, kept running as an orchestrator does: one that ends is started again until it is stopped for good. */
export class ServiceProcess {
  readonly name: ServiceName
  readonly address: string
  readonly #main: string
  readonly #environment: Readonly<Record<string, string>>
  readonly #logFile: string
  #child: ChildProcess | undefined
  #isWanted = true

  /** @param root the folder of another version, with its packages installed; this one's without it */
  constructor(name: ServiceName, port: number, environment: Readonly<Record<string, string>>, logFile: string, root?: string) {
    this.name = name
    this.address = `http://127.0.0.1:${port}`
    this.#main = join(root ?? fileURLToPath(new URL('../..', import.meta.url)), `services/${name}/main.ts`)
    this.#environment = { ...environment, PORT: String(port) }
    this.#logFile = logFile
    this.#spawn()
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Sends a signal; the process comes back by itself if that ends it. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** Ends it for good: its exit status, or null where a signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#isWanted = false
    const child = this.#child
    if (child === undefined) return null
    child.kill('SIGCONT')
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }

  /** Ends it gracefully and resolves when its successor is ready, or at least listens: what a rolling restart does with each. */
  async restart(untilReady = true): Promise<void> {
    const child = this.#child
    if (child !== undefined) {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
    await (untilReady ? this.ready() : this.alive())
  }

  async ready(timeoutMs = 180_000): Promise<void> {
    await this.#says('ready', timeoutMs)
  }

  /** Resolves when it listens, ready or not. */
  async alive(timeoutMs = 180_000): Promise<void> {
    await this.#says('alive', timeoutMs)
  }

  async #says(state: 'ready' | 'alive', timeoutMs: number): Promise<void> {
    const path = state === 'ready' ? '/readyz' : '/healthz'
    for (const giveUpAt = Date.now() + timeoutMs; ; await setTimeout(100)) {
      const answer = await fetch(`${this.address}${path}`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
      if (answer?.ok) return
      if (Date.now() > giveUpAt) throw new Error(`${this.#main} does not get ${state}; see ${this.#logFile}`)
    }
  }

  #spawn(): void {
    const log = createWriteStream(this.#logFile, { flags: 'a' })
    const child = spawn(process.execPath, [this.#main], {
      env: { ...processEnvironment, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    this.#child = child
    // Not at its exit: what it wrote last may come through the pipes after that.
    child.once('close', (code, signal) => log.end(`ended with ${code ?? signal}\n`))
    child.once('exit', async () => {
      if (this.#child === child) this.#child = undefined
      await setTimeout(restartPauseMs)
      if (this.#isWanted && this.#child === undefined) this.#spawn()
    })
  }
}
