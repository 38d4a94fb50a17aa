/** Values in bounded memory: those that were not used for longest are forgotten, by generations. */
export class RecentlyUsed<Value> {
  readonly #maxWeight: number
  readonly #make: () => Value
  readonly #weightOf: (value: Value) => number
  #young = new Map<string, Value>()
  #old = new Map<string, Value>()
  #youngWeight = 0

  /**
   * @param maxWeight of each of the two generations
   * @param make the value of a key that is not known
   * @param weightOf how much of the memory a value takes
   */
  constructor(maxWeight: number, make: () => Value, weightOf: (value: Value) => number = () => 1) {
    this.#maxWeight = maxWeight
    this.#make = make
    this.#weightOf = weightOf
  }

  /** How many values are kept. */
  get count(): number {
    return new Set([...this.#young.keys(), ...this.#old.keys()]).size
  }

  of(key: string): Value {
    let value = this.#young.get(key)
    if (value === undefined) {
      if (this.#youngWeight >= this.#maxWeight) this.#age()
      value = this.#old.get(key) ?? this.#make()
      this.#young.set(key, value)
      this.#youngWeight += this.#weightOf(value)
    }
    return value
  }

  /** Says that the values have become heavier. */
  grow(by: number): void {
    this.#youngWeight += by
  }

  #age(): void {
    this.#old = this.#young
    this.#young = new Map()
    this.#youngWeight = 0
  }
}
