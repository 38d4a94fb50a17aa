/** Runs the actions of one network one after the other. Networks never wait for each other. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs an action when all earlier actions of this network have ended, whether they succeeded or failed. */
  take<T>(networkId: string, action: () => Promise<T>): Promise<T> {
    const result = this.ended(networkId).then(action)
    const ended = result
      .catch(() => {})
      .then(() => {
        if (this.#last.get(networkId) === ended) this.#last.delete(networkId)
      })
    this.#last.set(networkId, ended)
    return result
  }

  /** Resolves when all actions so far have ended: of this network, or of any. */
  async ended(networkId?: string): Promise<void> {
    if (networkId === undefined) await Promise.all(this.#last.values())
    else await this.#last.get(networkId)
  }
}
