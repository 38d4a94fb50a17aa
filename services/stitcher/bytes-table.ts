/** What is found by a stretch of bytes. */
export interface ByBytes {
  /** Of the bytes, as `hashOf` gives it, or mixed with that of a scope. */
  readonly hash: number
  /** The bytes, one in each character. */
  readonly key: string
  /** The same bytes in another scope are something else. */
  readonly scope: object | undefined
}

/** So many places are looked at: whoever found ids with equal hashes would make others be forgotten, and nobody slow. */
export const maxProbes = 32

/** Nobody can know which texts will have equal hashes. */
const seed = Math.floor(Math.random() * 2 ** 32)

const prime = 0x01000193

/** The hash of no bytes, for `mixed`. */
export const emptyHash = seed | 0

/** One step of a hash: over a byte, or over another hash. */
export const mixed = (hash: number, value: number): number => Math.imul(hash ^ value, prime)

export function hashOf(bytes: Uint8Array, from: number, until: number): number {
  let hash = emptyHash
  for (let at = from; at < until; at++) hash = mixed(hash, bytes[at] ?? 0)
  return hash
}

/** Whether a key is exactly these bytes. */
export function isKey(key: string, bytes: Uint8Array, from: number, until: number): boolean {
  if (key.length !== until - from) return false
  for (let n = 0; n < key.length; n++) if (key.charCodeAt(n) !== bytes[from + n]) return false
  return true
}

/**
 * A hash table whose keys are looked up where they lie in a record, so that no string is made of them. Where many have equal hashes it forgets some:
 * it is for what can be made again.
 */
export class BytesTable<Entry extends ByBytes> {
  #entries: (Entry | undefined)[] = new Array(64).fill(undefined)
  #count = 0

  get count(): number {
    return this.#count
  }

  /**
   * @param hash of the entry
   * @param from where in `bytes` its key begins
   * @param until where that ends: the index of the byte after it
   */
  find(hash: number, bytes: Uint8Array, from: number, until: number, scope?: object): Entry | undefined {
    const mask = this.#entries.length - 1
    for (let probe = 0, place = placeOf(hash); probe < maxProbes; probe++, place++) {
      const entry = this.#entries[place & mask]
      if (entry === undefined) return
      if (entry.hash === hash && entry.scope === scope && isKey(entry.key, bytes, from, until)) return entry
    }
    return
  }

  /** Adds one that is not in it. */
  add(entry: Entry): void {
    if (2 * this.#count >= this.#entries.length) this.#grow()
    const mask = this.#entries.length - 1
    const first = placeOf(entry.hash)
    let place = first
    while (place < first + maxProbes && this.#entries[place & mask] !== undefined) place++
    if (place === first + maxProbes) place = first
    else this.#count++
    this.#entries[place & mask] = entry
  }

  #grow(): void {
    const entries = this.#entries
    this.#entries = new Array(2 * entries.length).fill(undefined)
    this.#count = 0
    for (const entry of entries) if (entry !== undefined) this.add(entry)
  }
}

/** The last step of a hash changes its upper bits most. */
export const placeOf = (hash: number) => (hash ^ (hash >>> 15)) >>> 0
