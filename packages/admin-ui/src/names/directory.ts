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

/** More than this is of no use to readers, and would bury what stands beside it. */
const mostCharacters = 200

/** What a page's directory answered about people; what is no person is left out. @throws TypeError if it is no list */
export function readPeople(answer: unknown): DirectoryPerson[] {
  if (!Array.isArray(answer)) throw new TypeError('a directory has to answer a list of people')
  return answer.flatMap((each: unknown) => readPerson(each) ?? [])
}

function readPerson(given: unknown): DirectoryPerson | undefined {
  if (!isObject(given) || typeof given['id'] !== 'string' || typeof given['name'] !== 'string') return undefined
  const { id } = given
  const [email, department] = [readText(given['email']), readText(given['department'])]
  const pictureUrl = readPictureUrl(given['pictureUrl'])
  return {
    id,
    name: readText(given['name']),
    ...(email === '' ? {} : { email }),
    ...(department === '' ? {} : { department }),
    ...(pictureUrl === undefined ? {} : { pictureUrl }),
  }
}

export const isObject = (given: unknown): given is Readonly<Record<string, unknown>> => typeof given === 'object' && given !== null

/** One line, without what would turn or hide the text beside it. */
function readText(given: unknown): string {
  if (typeof given !== 'string') return ''
  const line = given
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= mostCharacters ? line : `${characters.slice(0, mostCharacters).join('')}…`
}

/** Only over an encrypted connection. */
function readPictureUrl(given: unknown): string | undefined {
  return typeof given === 'string' && URL.canParse(given) && new URL(given).protocol === 'https:' ? given : undefined
}
