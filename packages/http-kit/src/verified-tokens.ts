import { hash } from 'node:crypto'
import type { Principal } from './tokens.ts'

/** Beyond it, those that were verified first are forgotten. */
const maxTokens = 20_000

interface Entry {
  readonly principal: Principal
  readonly generation: number
}

/**
 * Tokens whose signature was verified, by digest, so that a client's next request costs no cryptography. An entry holds until the token ends, or until
 * the keys change: a token of a withdrawn key is then verified again, and refused.
 */
export class VerifiedTokens {
  readonly #entries = new Map<string, Entry>()
  readonly #generation: () => number | undefined
  readonly #now: () => number

  /** @param generation changes whenever the keys do; undefined while keys have to be asked for first */
  constructor(generation: () => number | undefined, now: () => number = Date.now) {
    this.#generation = generation
    this.#now = now
  }

  get(token: string): Principal | undefined {
    const digest = digestOf(token)
    const entry = this.#entries.get(digest)
    if (entry === undefined) return undefined
    const generation = this.#generation()
    if (generation === entry.generation && entry.principal.expiresAt > this.#now()) return entry.principal
    if (generation !== undefined) this.#entries.delete(digest)
    return undefined
  }

  /** @param generation of the keys, from before the token was verified by them */
  add(token: string, principal: Principal, generation: number | undefined): void {
    if (generation === undefined) return
    for (const digest of this.#entries.keys()) {
      if (this.#entries.size < maxTokens) break
      this.#entries.delete(digest)
    }
    this.#entries.set(digestOf(token), { principal, generation })
  }

  get generation(): number | undefined {
    return this.#generation()
  }
}

const digestOf = (token: string) => hash('sha256', token, 'base64url')
