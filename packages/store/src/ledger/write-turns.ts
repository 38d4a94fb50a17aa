/** Runs the actions of one network one after the other. Networks never wait for each other. */
export class Turns {
  /** The actions of each network that have not ended, in order. The first one runs. */
  readonly #open = new Map<string, Promise<void>[]>()

  /** Runs an action when all earlier actions of this network have ended, whether they succeeded or failed. */
  take<T>(networkId: string, action: () => Promise<T>): Promise<T> {
    const open = this.#open.get(networkId) ?? []
    this.#open.set(networkId, open)
    const result = Promise.resolve(open.at(-1)).then(action)
    open.push(
      result
        .catch(() => {})
        .then(() => {
          open.shift()
          if (open.length === 0) this.#open.delete(networkId)
        }),
    )
    return result
  }

  /** Resolves when the actions that run now have ended: of this network, or of any. It does not wait for those that wait for their turn. */
  async running(networkId?: string): Promise<void> {
    if (networkId === undefined) await Promise.all([...this.#open.values()].map(([first]) => first))
    else await this.#open.get(networkId)?.[0]
  }
}
