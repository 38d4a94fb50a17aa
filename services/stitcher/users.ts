import { isUtf8 } from 'node:buffer'
import { identifierSchema } from '@stitchlog/contracts'
import { type ByBytes, BytesTable, hashOf, mixed } from './bytes-table.ts'
import type { OpenSpan } from './open-spans.ts'

/** A user of whom records came lately, once for all of them. */
export interface User extends ByBytes {
  readonly networkId: string
  readonly userId: string
  readonly scope: Network
  /** Those that later points may extend. */
  readonly spans: OpenSpan[]
}

interface Network extends ByBytes {
  readonly networkId: string
}

/** Where the id of a network or user lies, and its hash. */
export interface IdBytes {
  readonly hash: number
  readonly from: number
  readonly until: number
}

const maxNetworks = 100_000

/**
 * Users by the bytes of their ids, in bounded memory: the least recently used are forgotten, by generations. Their ids are checked when they are added,
 * so the ids of a record are right if its bytes are found here.
 */
export class Users {
  readonly #maxPerGeneration: number
  #networks = new BytesTable<Network>()
  #young = new BytesTable<User>()
  #old = new BytesTable<User>()
  #youngSpans = 0

  /** @param maxPerGeneration how many users, and how many spans of them, may be added before those that were not used meanwhile are forgotten */
  constructor(maxPerGeneration: number) {
    this.#maxPerGeneration = maxPerGeneration
  }

  /**
   * The user whose ids lie in the bytes of a record, unescaped.
   *
   * @returns undefined if these are no ids
   */
  find(bytes: Buffer, network: IdBytes, user: IdBytes): User | undefined {
    const scope = this.#networks.find(network.hash, bytes, network.from, network.until) ?? this.#addNetwork(bytes, network)
    if (scope === undefined) return
    const { from, until } = user
    const hash = mixed(network.hash, user.hash)
    const found = this.#young.find(hash, bytes, from, until, scope)
    if (found !== undefined) return found
    if (this.#youngSpans >= this.#maxPerGeneration || this.#young.count >= this.#maxPerGeneration) this.#age()
    const added = this.#old.find(hash, bytes, from, until, scope) ?? newUser(bytes, user, scope, hash)
    if (added !== undefined) this.#add(added)
    return added
  }

  /** The user with these ids, which must have been checked. */
  named(networkId: string, userId: string): User {
    const bytes = Buffer.from(networkId + userId)
    const end = Buffer.byteLength(networkId)
    const network = { hash: hashOf(bytes, 0, end), from: 0, until: end }
    const user = this.find(bytes, network, { hash: hashOf(bytes, end, bytes.length), from: end, until: bytes.length })
    if (user === undefined) throw new Error('no ids of a user')
    return user
  }

  /** To be called for each span that a user has more. */
  addedSpan(): void {
    this.#youngSpans++
  }

  #age(): void {
    this.#old = this.#young
    this.#young = new BytesTable()
    this.#youngSpans = 0
  }

  #add(user: User): void {
    this.#young.add(user)
    this.#youngSpans += user.spans.length
  }

  #addNetwork(bytes: Buffer, { hash, from, until }: IdBytes): Network | undefined {
    const networkId = idIn(bytes, from, until)
    if (networkId === undefined) return
    // Its users are forgotten with it.
    if (this.#networks.count >= maxNetworks) this.#networks = new BytesTable()
    const network = { hash, key: keyOf(bytes, from, until, networkId), scope: undefined, networkId }
    this.#networks.add(network)
    return network
  }
}

function newUser(bytes: Buffer, { from, until }: IdBytes, scope: Network, hash: number): User | undefined {
  const userId = idIn(bytes, from, until)
  if (userId === undefined) return
  return { hash, key: keyOf(bytes, from, until, userId), scope, networkId: scope.networkId, userId, spans: [] }
}

/** Most ids have one byte for each character: then they are their key, and one string is enough. */
function keyOf(bytes: Buffer, from: number, until: number, id: string): string {
  const key = bytes.toString('latin1', from, until)
  return key === id ? id : key
}

function idIn(bytes: Buffer, from: number, until: number): string | undefined {
  const part = bytes.subarray(from, until)
  return isUtf8(part) ? identifierSchema.safeParse(part.toString('utf8')).data : undefined
}
