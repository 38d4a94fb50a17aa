/** Items that wait in lines of lines: each line gives one item when it is its turn, however long it is. */
export class RoundRobin<Item> {
  readonly #lines = new Map<string, RoundRobin<Item>>()
  readonly #items: Item[] = []

  /** @param path in which line of which line: `['acme', 'anna']` */
  push([line, ...rest]: readonly string[], item: Item): void {
    if (line === undefined) {
      this.#items.push(item)
      return
    }
    const next = this.#lines.get(line) ?? new RoundRobin<Item>()
    this.#lines.set(line, next)
    next.push(rest, item)
  }

  /** Takes out the next item; undefined if none waits. */
  shift(): Item | undefined {
    for (const [name, line] of this.#lines) {
      const item = line.shift()
      // To the end, or away.
      this.#lines.delete(name)
      if (item === undefined) continue
      this.#lines.set(name, line)
      return item
    }
    return this.#items.shift()
  }
}
