/** Lets what is done for one network be done one after the other, and networks never wait for each other. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Does something when all that was asked for this network before has ended, well or badly. */
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

  /** Resolves when all has ended that was asked for so far: for this network, or for any. */
  async ended(networkId?: string): Promise<void> {
    if (networkId === undefined) await Promise.all(this.#last.values())
    else await this.#last.get(networkId)
  }
}
