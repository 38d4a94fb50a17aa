/** Somebody in the directory of an embedding page. */
export interface DirectoryPerson {
  /** The user's id in Stitchlog. */
  readonly id: string
  readonly name: string
  readonly email?: string
  /** An https address. It is shown only where the element has `pictures`. */
  readonly pictureUrl?: string
  readonly department?: string
}

/** A page of those who were found. */
export interface FoundPeople {
  readonly people: readonly DirectoryPerson[]
  /** For the next page, if there is one. */
  readonly cursor?: string | undefined
}

/** What an embedding page knows about people. Nothing waits for it, and what it answers stays in memory. */
export interface ActivityDirectory {
  /** @param ids at most 100 @returns whoever has one of these ids, in any order; who is left out is not in the directory */
  find(ids: readonly string[]): Promise<readonly DirectoryPerson[]>
  /** @param text what somebody typed; empty: everyone @param cursor of the page before @returns at most 50 people, the best first */
  search(text: string, cursor?: string): Promise<FoundPeople>
}
