import type { DirectoryPerson, FoundPeople } from './directory.ts'

/** More than this is of no use to readers, and would bury what stands beside it. */
const mostCharacters = 200

/** What a page's directory answered about people; what is no person is left out. @throws TypeError if it is no list */
export function readPeople(answer: unknown): DirectoryPerson[] {
  if (!Array.isArray(answer)) throw new TypeError('a directory has to answer a list of people')
  return answer.flatMap((each: unknown) => readPerson(each) ?? [])
}

/** What a page's directory answered to a search. @throws TypeError if it is none */
export function readFound(answer: unknown): FoundPeople {
  if (!isObject(answer)) throw new TypeError('a directory has to answer people')
  const people = readPeople(answer['people'])
  return { people, cursor: typeof answer['cursor'] === 'string' ? answer['cursor'] : undefined }
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

const isObject = (given: unknown): given is Readonly<Record<string, unknown>> => typeof given === 'object' && given !== null

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
