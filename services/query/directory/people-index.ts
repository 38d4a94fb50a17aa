import { setImmediate } from 'node:timers/promises'
import type { DirectoryState } from '@stitchlog/contracts'
import type { People, Person } from './directory.ts'
import { foldedName, foldedWords } from './folded.ts'

/** How many people are looked at before requests get a turn. */
const peoplePerTurn = 2000

interface Entry {
  readonly person: Person
  readonly sortKey: string
  /** Its words, each after a space. */
  readonly words: string
}

/** Some people, by name, and the words of all of them in one text, a line each: that is searched much faster than many texts. */
interface Piece {
  readonly people: readonly Person[]
  readonly lines: string
}

/** People in memory, to be found by their ids and by words. */
export class PeopleIndex implements People {
  readonly state: DirectoryState
  readonly #byId: ReadonlyMap<string, Entry>
  /** By name. */
  readonly #people: readonly Person[]
  readonly #pieces: readonly Piece[]

  private constructor(state: DirectoryState, byId: ReadonlyMap<string, Entry>, pieces: readonly Piece[]) {
    this.state = state
    this.#byId = byId
    this.#pieces = pieces
    this.#people = pieces.flatMap(({ people }) => people)
  }

  /** Of several with one id the last counts. Requests get their turns meanwhile. */
  static async of(people: readonly Person[], state: DirectoryState): Promise<PeopleIndex> {
    const byId = new Map<string, Entry>()
    for (const [nth, person] of people.entries()) {
      byId.set(person.id, entryOf(person))
      if (nth % peoplePerTurn === peoplePerTurn - 1) await setImmediate()
    }
    const sorted = await sortedInTurns([...byId.values()])
    const pieces: Piece[] = []
    for (let first = 0; first < sorted.length; first += peoplePerTurn) {
      const entries = sorted.slice(first, first + peoplePerTurn)
      pieces.push({ people: entries.map(({ person }) => person), lines: `${entries.map(({ words }) => words).join('\n')}\n` })
      await setImmediate()
    }
    return new PeopleIndex(state, byId, pieces)
  }

  /** Of a directory that has not been read. */
  static nobody(state: DirectoryState): PeopleIndex {
    return new PeopleIndex(state, new Map(), [])
  }

  get size(): number {
    return this.#people.length
  }

  find(ids: Iterable<string>): Map<string, Person> {
    const found = new Map<string, Person>()
    for (const id of ids) {
      const entry = this.#byId.get(id)
      if (entry !== undefined) found.set(id, entry.person)
    }
    return found
  }

  search(text: string): readonly Person[] {
    const [longest, ...others] = foldedWords(text)
      .map((word) => ` ${word}`)
      .sort((a, b) => b.length - a.length)
    // A text of signs alone names nobody.
    if (longest === undefined) return text.trim() === '' ? this.#people : []
    const found: Person[] = []
    for (const piece of this.#pieces) {
      for (const [line, person] of matching(piece, longest)) if (others.every((other) => line.includes(other))) found.push(person)
    }
    return found
  }

  sortKeyOf(id: string): string {
    return this.#byId.get(id)?.sortKey ?? foldedName(id)
  }
}

/** The lines that have a text, each once, and whose they are. */
function* matching({ people, lines }: Piece, text: string): Generator<[line: string, person: Person]> {
  let [nth, lineStart] = [0, 0]
  for (let at = lines.indexOf(text); at !== -1; at = lines.indexOf(text, lineStart)) {
    let lineEnd = lines.indexOf('\n', lineStart)
    for (; lineEnd < at; lineEnd = lines.indexOf('\n', lineStart)) {
      lineStart = lineEnd + 1
      nth++
    }
    const person = people[nth]
    if (person !== undefined) yield [lines.slice(lineStart, lineEnd), person]
    lineStart = lineEnd + 1
    nth++
  }
}

function entryOf(person: Person): Entry {
  const words = new Set([person.name, person.email ?? '', person.department ?? ''].flatMap(foldedWords))
  return { person, sortKey: foldedName(person.name), words: [...words].map((word) => ` ${word}`).join('') }
}

/** By name, and people with the same name by id. At once, sorting 100,000 would hold up every request for a fifth of a second. */
async function sortedInTurns(entries: readonly Entry[]): Promise<Entry[]> {
  let runs: Entry[][] = []
  for (let first = 0; first < entries.length; first += peoplePerTurn) {
    runs.push(entries.slice(first, first + peoplePerTurn).sort(inOrder))
    await setImmediate()
  }
  while (runs.length > 1) {
    const merged: Entry[][] = []
    for (let nth = 0; nth < runs.length; nth += 2) merged.push(await mergedInTurns(runs[nth] ?? [], runs[nth + 1] ?? []))
    runs = merged
  }
  return runs[0] ?? []
}

async function mergedInTurns(left: readonly Entry[], right: readonly Entry[]): Promise<Entry[]> {
  const merged: Entry[] = []
  let [l, r] = [0, 0]
  while (l < left.length || r < right.length) {
    const [a, b] = [left[l], right[r]]
    if (a !== undefined && (b === undefined || inOrder(a, b) <= 0)) {
      merged.push(a)
      l++
    } else if (b !== undefined) {
      merged.push(b)
      r++
    }
    if (merged.length % (5 * peoplePerTurn) === 0) await setImmediate()
  }
  return merged
}

const inOrder = (a: Entry, b: Entry) => compareTexts(a.sortKey, b.sortKey) || compareTexts(a.person.id, b.person.id)

/** By code unit, as the same on every machine. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
