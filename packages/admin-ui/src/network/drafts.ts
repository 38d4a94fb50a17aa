import type { Device } from '@stitchlog/contracts/devices'
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** What was typed into a network's settings and is not saved yet. */
export interface Drafts {
  /** The inactivity timeouts, as they were typed. */
  minutes: Readonly<Record<Device, string>> | undefined
  retentionDays: string | undefined
}

/** The drafts of all networks. They outlive the forms, so that going elsewhere in the view loses nothing; before the page is left, the browser asks. */
export class KeptDrafts implements ReactiveController {
  readonly #ofNetworks = new Map<string, Drafts>()

  constructor(host: ReactiveControllerHost) {
    host.addController(this)
  }

  hostConnected(): void {
    window.addEventListener('beforeunload', this.#ask)
  }

  hostDisconnected(): void {
    window.removeEventListener('beforeunload', this.#ask)
  }

  readonly #ask = (event: BeforeUnloadEvent): void => {
    if (this.hasAny) event.preventDefault()
  }

  get hasAny(): boolean {
    return [...this.#ofNetworks.values()].some(({ minutes, retentionDays }) => minutes !== undefined || retentionDays !== undefined)
  }

  of(network: string): Drafts {
    const drafts = this.#ofNetworks.get(network) ?? { minutes: undefined, retentionDays: undefined }
    this.#ofNetworks.set(network, drafts)
    return drafts
  }

  /** To be called for another person: what somebody typed is nobody else's business. */
  forget(): void {
    this.#ofNetworks.clear()
  }
}
