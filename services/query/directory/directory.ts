import type { DirectoryState } from '@stitchlog/contracts'

/** Somebody in a directory. Names are held in memory only: they are never stored, logged, measured, or sent to the database. */
export interface Person {
  /** The user's id in Stitchlog. */
  readonly id: string
  readonly name: string
  readonly email?: string
  /** An https address. */
  readonly pictureUrl?: string
  readonly department?: string
  /** The directory has them, but their account works no more. */
  readonly hasLeft?: true
}

/** The people of a network, as they were last read. */
export interface People {
  readonly state: DirectoryState
  /** Whoever of these the directory has, by id. */
  find(ids: Iterable<string>): ReadonlyMap<string, Person>
  /** Whoever has words that begin with all of these words, whatever their case and accents; all people for a text without words. By name. */
  search(text: string): readonly Person[]
  /** By what a user is sorted in a list of names. */
  sortKeyOf(id: string): string
}

/** Who the people of networks are. It answers from memory, at once: no answer waits for a directory. */
export interface Directory {
  /** Undefined if the network has none. */
  peopleOf(networkId: string): People | undefined
}

/** Of an installation without one. */
export const noDirectory: Directory = { peopleOf: () => undefined }
