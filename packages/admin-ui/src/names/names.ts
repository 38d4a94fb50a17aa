import type { DirectoryState, PersonAnswer } from '@stitchlog/contracts'
import type { ActivityDirectory, DirectoryPerson, FoundPeople } from './directory.ts'

/** Only pages with a directory need it. */
const reading = () => import('./read-people.ts')

/** What is known of somebody. An empty name is none. */
export interface Known {
  readonly name: string
  readonly email?: string | undefined
  readonly pictureUrl?: string | undefined
  readonly department?: string | undefined
  /** Whether a directory has them; undefined where none can tell. */
  readonly known?: boolean | undefined
  /** Whether they were active, and no directory has them any more. */
  readonly left: boolean
}

/** How long names are waited for before it is said that there are none. What comes later is welcome too. */
const patienceMs = 4000
const mostPerQuestion = 100
/** Those of a network are asked for again when they are seen again. */
const mostKept = 10_000

/**
 * Who the people of a network are: first by the directory of the embedding page, then by what the API said. It answers at once with what it has, asks
 * for the rest, and tells when there is more. It holds them in memory only, and forgets the oldest.
 */
export class Names {
  readonly #tell: () => void
  #directory: ActivityDirectory | undefined
  /** By the page; null for whom its directory does not have. */
  readonly #found = new Map<string, DirectoryPerson | null>()
  /** By the API. */
  readonly #learned = new Map<string, PersonAnswer>()
  /** Those that the page was asked for and has not answered. */
  readonly #asked = new Set<string>()
  #waiting = new Set<string>()
  #isAway = false
  #source: unknown

  /** @param tell called when there are other names, or none any more */
  constructor(tell: () => void) {
    this.#tell = tell
  }

  /** Whether somebody may have a name, so that there is room for it. */
  get hasDirectory(): boolean {
    return this.isOfPage || this.#learned.size > 0
  }

  /** Whether the embedding page has a directory. */
  get isOfPage(): boolean {
    return this.#directory !== undefined
  }

  /** Asks another directory from now on. */
  ask(directory: ActivityDirectory | undefined): void {
    this.#directory = directory
    this.forget()
  }

  /** Forgets everyone, where ids may be those of others. @param source the API that may say who they are from now on */
  forget(source = this.#source): void {
    this.#source = source
    this.#found.clear()
    this.#learned.clear()
    this.#asked.clear()
    this.#waiting.clear()
    this.#isAway = false
  }

  /** Takes note of what an API says about people, unless it says so after the reader has gone on to another. */
  learn(source: unknown, people: Iterable<readonly [id: string, said: PersonAnswer | undefined]>): void {
    if (source !== this.#source) return
    const news = [...people].filter(([, said]) => said?.name !== undefined || said?.known !== undefined)
    for (const [id, said] of news) keep(this.#learned, id, { ...this.#learned.get(id), ...said })
    if (news.length > 0) this.#tell()
  }

  /** What is known of somebody by now. */
  of(id: string): Known {
    const learned = this.#learned.get(id)
    const byApi = { ...learned, name: learned?.name?.trim() ?? '', left: learned?.left === true }
    if (!this.isOfPage) return byApi
    const found = this.#found.get(id)
    if (found === undefined) this.#await(id)
    if (found === undefined || (found === null && byApi.name !== '')) return byApi
    return found === null ? { name: '', known: false, left: true } : { ...found, known: true, left: false }
  }

  /** The name and the id, as one text of one line; only the id without a name. */
  textOf(id: string): string {
    const name = this.of(id).name || id
    return name === id ? `\u2068${id}\u2069` : `\u2068${name}\u2069 (\u2068${id}\u2069)`
  }

  /** People with names by now, for a reader to choose from. */
  known(most: number): { readonly id: string; readonly name: string }[] {
    const ids = new Set([...this.#found.keys(), ...this.#learned.keys()])
    return [...ids]
      .map((id) => ({ id, name: this.of(id).name }))
      .filter(({ name }) => name !== '')
      .slice(-most)
  }

  /** The id of the only person by now who has a name; without one, what was given, which may be an id. */
  idOf(given: string): string {
    const isAlike = ({ name }: { readonly name: string }) => name.localeCompare(given, undefined, { sensitivity: 'base' }) === 0
    const [person, another] = this.known(mostKept).filter(isAlike)
    return person === undefined || another !== undefined ? given : person.id
  }

  /** Whether names are missing that will not come by themselves. @param said what the API said of its own directory */
  isIncomplete(said: DirectoryState | undefined): boolean {
    if (said === 'answered') return false
    return this.isOfPage ? this.#isAway : said !== undefined
  }

  /** Asks the page again for whom it did not answer. */
  retry(): void {
    for (const id of this.#asked) this.#await(id, true)
    this.#isAway = false
    this.#tell()
  }

  /** Whom the page's directory finds; undefined if it does not say, or has no say. */
  async search(text: string, cursor?: string): Promise<FoundPeople | undefined> {
    const directory = this.#directory
    if (directory === undefined) return undefined
    try {
      const [{ readFound }, answer] = await this.#patiently(Promise.all([reading(), directory.search(text, cursor)]))
      const found = readFound(answer)
      if (directory !== this.#directory) return undefined
      for (const person of found.people) keep(this.#found, person.id, person)
      return found
    } catch (error) {
      if (directory === this.#directory) this.#giveUp(error)
      return undefined
    }
  }

  #await(id: string, isAgain = false): void {
    if (this.#asked.has(id) && !isAgain) return
    this.#asked.add(id)
    // All that one drawing needs are one question.
    if (this.#waiting.size === 0) setTimeout(() => this.#askForWaiting())
    this.#waiting.add(id)
  }

  #askForWaiting(): void {
    const ids = [...this.#waiting]
    this.#waiting = new Set()
    for (let nth = 0; nth < ids.length; nth += mostPerQuestion) void this.#find(ids.slice(nth, nth + mostPerQuestion))
  }

  async #find(ids: readonly string[]): Promise<void> {
    const directory = this.#directory
    if (directory === undefined) return
    const isOfNow = () => directory === this.#directory
    try {
      const answer = Promise.all([reading(), directory.find(ids)]).then(([{ readPeople }, people]) => {
        const found = readPeople(people)
        if (isOfNow()) this.#keepAll(ids, found)
      })
      await this.#patiently(answer)
    } catch (error) {
      if (isOfNow()) this.#giveUp(error)
    }
  }

  #keepAll(ids: readonly string[], found: readonly DirectoryPerson[]): void {
    const byId = new Map(found.map((person) => [person.id, person]))
    for (const id of ids) {
      keep(this.#found, id, byId.get(id) ?? null)
      this.#asked.delete(id)
    }
    this.#isAway &&= this.#asked.size > 0
    this.#tell()
  }

  /** Stops waiting after a while; what comes then is still used. */
  #patiently<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the directory did not answer in time')), patienceMs)
      answer.then(resolve, reject).finally(() => clearTimeout(timer))
    })
  }

  #giveUp(error: unknown): void {
    // For whoever made the directory: readers are told in the page.
    console.warn('activity-overview: no names', error)
    this.#isAway = true
    this.#tell()
  }
}

function keep<T>(kept: Map<string, T>, id: string, value: T): void {
  kept.delete(id)
  kept.set(id, value)
  const [oldest] = kept.keys()
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
}
