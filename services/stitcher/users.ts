import { isUtf8 } from 'node:buffer'
import { identifierSchema } from '@stitchlog/contracts'
import { type ByBytes, BytesTable, hashOf, isKey, maxProbes, mixed, placeOf } from './bytes-table.ts'

/** Stands for no row of the table of spans. */
export const noRow = -1

/** Stands for no user. */
export const nobody = -1

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

/** Of each user there are these numbers. */
const numbersPerUser = 4
const hashPlace = 0
const generationPlace = 1
const latestSpanPlace = 2
const spanCountPlace = 3

const firstUsers = 1024

/**
 * Users of whom records came lately, by the bytes of their ids, in bounded memory: the least recently used are forgotten, by generations. Their ids are
 * checked when they are added, so the ids of a record are right if its bytes are found here.
 *
 * Users are numbers from 0, and rows of numbers outside of the heap. A number is that of the same user until `find` or `named` is called again, which
 * may forget users and count the others anew.
 */
export class Users {
  readonly #maxPerGeneration: number
  readonly #onForget: (moves: Int32Array) => void
  #networks = new BytesTable<Network>()
  #numbers = new Int32Array(numbersPerUser * firstUsers)
  /** By number, as the three that follow. */
  #keys: string[] = []
  #userIds: string[] = []
  #scopes: Network[] = []
  /** A hash table of numbers, each with 1 added. */
  #places = new Int32Array(4 * firstUsers)
  #generation = 0
  /** Users of the present generation, and spans of them. */
  #young = 0
  #youngSpans = 0

  /**
   * @param maxPerGeneration how many users, and how many spans of them, may be used before those that were not used meanwhile are forgotten
   * @param onForget called before numbers change, with the new number of each user, or `nobody` of one that is forgotten. All users have their old
   *   numbers until it returns; those who stay have no spans, so that these can be added anew
   */
  constructor(maxPerGeneration: number, onForget: (moves: Int32Array) => void = () => {}) {
    this.#maxPerGeneration = maxPerGeneration
    this.#onForget = onForget
  }

  get count(): number {
    return this.#keys.length
  }

  networkIdOf(user: number): string {
    return this.#scopes[user]?.networkId ?? ''
  }

  userIdOf(user: number): string {
    return this.#userIds[user] ?? ''
  }

  /** The row of the span that was added last, or `noRow`. */
  latestSpanOf(user: number): number {
    return this.#numbers[user * numbersPerUser + latestSpanPlace] ?? noRow
  }

  spanCountOf(user: number): number {
    return this.#numbers[user * numbersPerUser + spanCountPlace] ?? 0
  }

  setLatestSpan(user: number, row: number): void {
    this.#numbers[user * numbersPerUser + latestSpanPlace] = row
  }

  /** To be called for each span that a user has more, with its row. */
  addedSpan(user: number, row: number): void {
    this.setLatestSpan(user, row)
    this.#numbers[user * numbersPerUser + spanCountPlace] = this.spanCountOf(user) + 1
    this.#youngSpans++
  }

  /**
   * The user whose ids lie in the bytes of a record, unescaped.
   *
   * @returns `nobody` if these are no ids
   */
  find(bytes: Buffer, network: IdBytes, id: IdBytes): number {
    const scope = this.#networks.find(network.hash, bytes, network.from, network.until) ?? this.#addNetwork(bytes, network)
    if (scope === undefined) return nobody
    const hash = mixed(network.hash, id.hash)
    let user = this.#lookUp(hash, bytes, id, scope)
    if (user !== nobody && this.#numbers[user * numbersPerUser + generationPlace] === this.#generation) return user
    if (this.#youngSpans >= this.#maxPerGeneration || this.#young >= this.#maxPerGeneration) {
      this.#forgetOld()
      user = this.#lookUp(hash, bytes, id, scope)
    }
    if (user === nobody) user = this.#add(hash, bytes, id, scope)
    if (user === nobody) return nobody
    this.#numbers[user * numbersPerUser + generationPlace] = this.#generation
    this.#young++
    this.#youngSpans += this.spanCountOf(user)
    return user
  }

  /** The user with these ids, which must have been checked. */
  named(networkId: string, userId: string): number {
    const bytes = Buffer.from(networkId + userId)
    const end = Buffer.byteLength(networkId)
    const network = { hash: hashOf(bytes, 0, end), from: 0, until: end }
    const user = this.find(bytes, network, { hash: hashOf(bytes, end, bytes.length), from: end, until: bytes.length })
    if (user === nobody) throw new Error('no ids of a user')
    return user
  }

  #lookUp(hash: number, bytes: Buffer, { from, until }: IdBytes, scope: Network): number {
    const mask = this.#places.length - 1
    for (let probe = 0, place = placeOf(hash); probe < maxProbes; probe++, place++) {
      const user = (this.#places[place & mask] ?? 0) - 1
      if (user === nobody) return nobody
      const hasHash = this.#numbers[user * numbersPerUser + hashPlace] === hash
      if (hasHash && this.#scopes[user] === scope && isKey(this.#keys[user] ?? '', bytes, from, until)) return user
    }
    return nobody
  }

  #add(hash: number, bytes: Buffer, { from, until }: IdBytes, scope: Network): number {
    const userId = idIn(bytes, from, until)
    if (userId === undefined) return nobody
    const user = this.#keys.push(keyOf(bytes, from, until, userId)) - 1
    this.#userIds.push(userId)
    this.#scopes.push(scope)
    const at = user * numbersPerUser
    if (at >= this.#numbers.length) {
      // What was there before is given back at once, not when the garbage collection comes to it.
      this.#numbers = new Int32Array(this.#numbers.buffer.transfer(2 * this.#numbers.byteLength))
    }
    this.#numbers[at + hashPlace] = hash
    this.#numbers[at + latestSpanPlace] = noRow
    this.#numbers[at + spanCountPlace] = 0
    if (2 * this.count > this.#places.length) this.#placeAll(2 * this.#places.length)
    else this.#place(user)
    return user
  }

  /** Forgets who was not used in the present generation, and begins another one. */
  #forgetOld(): void {
    const { count } = this
    const numbers = this.#numbers
    const moves = new Int32Array(count)
    let kept = 0
    for (let user = 0; user < count; user++) {
      const stays = numbers[user * numbersPerUser + generationPlace] === this.#generation
      moves[user] = stays ? kept++ : nobody
      if (stays) this.setLatestSpan(user, noRow)
    }
    this.#onForget(moves)
    for (let user = 0; user < count; user++) {
      const to = moves[user] ?? nobody
      if (to === nobody) continue
      numbers.copyWithin(to * numbersPerUser, user * numbersPerUser, (user + 1) * numbersPerUser)
      for (const column of [this.#keys, this.#userIds]) column[to] = column[user] ?? ''
      const scope = this.#scopes[user]
      if (scope !== undefined) this.#scopes[to] = scope
    }
    for (const column of [this.#keys, this.#userIds, this.#scopes]) column.length = kept
    this.#placeAll(this.#places.length)
    this.#generation++
    this.#young = 0
    this.#youngSpans = 0
  }

  #placeAll(size: number): void {
    if (size === this.#places.length) this.#places.fill(0)
    else {
      this.#places.buffer.transfer(0)
      this.#places = new Int32Array(size)
    }
    for (let user = 0; user < this.count; user++) this.#place(user)
  }

  /** Where too many have equal hashes, one is not found any more. It is forgotten with its generation. */
  #place(user: number): void {
    const mask = this.#places.length - 1
    const first = placeOf(this.#numbers[user * numbersPerUser + hashPlace] ?? 0)
    let place = first
    while (place < first + maxProbes && this.#places[place & mask] !== 0) place++
    this.#places[(place === first + maxProbes ? first : place) & mask] = user + 1
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

/** Most ids have one byte for each character: then they are their key, and one string is enough. */
function keyOf(bytes: Buffer, from: number, until: number, id: string): string {
  const key = bytes.toString('latin1', from, until)
  return key === id ? id : key
}

function idIn(bytes: Buffer, from: number, until: number): string | undefined {
  const part = bytes.subarray(from, until)
  return isUtf8(part) ? identifierSchema.safeParse(part.toString('utf8')).data : undefined
}
