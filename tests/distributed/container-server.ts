import { type GenericContainer, getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers'
import type { Server, ServerSignal } from '../../infra/stack/server.ts'

/** A server in a container, whose data lasts until it is stopped for good. */
export class ContainerServer implements Server {
  readonly name: string
  readonly #definition: GenericContainer
  #container: StartedTestContainer | undefined
  #isFrozen = false

  constructor(name: string, definition: GenericContainer) {
    this.name = name
    this.#definition = definition
  }

  async start(): Promise<void> {
    // Waits for the same as the first start does.
    if (this.#container !== undefined) await this.#container.restart()
    else this.#container = await this.#definition.start()
  }

  async signal(signal: ServerSignal): Promise<void> {
    const container = await this.#dockerContainer()
    if (container === undefined) return
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') {
      const isFrozen = signal === 'SIGSTOP'
      if (isFrozen === this.#isFrozen) return
      await (isFrozen ? container.pause() : container.unpause())
      this.#isFrozen = isFrozen
      return
    }
    const { State } = await container.inspect()
    if (!State.Running) return
    const end = container.wait()
    await container.kill({ signal })
    await end
  }

  async stop(): Promise<void> {
    const container = await this.#dockerContainer()
    this.#container = undefined
    await container?.remove({ force: true, v: true })
  }

  async #dockerContainer() {
    if (this.#container === undefined) return undefined
    const { container } = await getContainerRuntimeClient()
    return container.getById(this.#container.getId())
  }
}
