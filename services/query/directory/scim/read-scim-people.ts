import { setTimeout } from 'node:timers/promises'
import type { Person } from '../directory.ts'
import { fetchScimPage, type ScimPage, type ScimServer } from './fetch-scim-page.ts'
import { ScimFailure, type ScimFailureReason } from './scim-failure.ts'
import { personOf, type ScimIdAttribute, scimAttributes } from './scim-person.ts'

/** How many are asked for at once. Servers may give fewer. */
const peoplePerPage = 500

/** How often a page is asked for that could not be given. */
const attemptsPerPage = 3

/** A server that wants to be left alone for longer ends the reading. */
const longestRetryMs = 30_000

const retried: ReadonlySet<ScimFailureReason> = new Set(['rate-limited', 'server-error'])

export interface ScimReading extends ScimServer {
  readonly idAttribute: ScimIdAttribute
  /** No more are kept. */
  readonly maxPeople: number
  /** All of it takes no longer. */
  readonly timeoutMs: number
  /** Before the second attempt at a page; doubled before the third. */
  readonly retryPauseMs: number
}

export interface ScimPeople {
  readonly people: readonly Person[]
  /** Whether these are all that the directory has. Only then it is known who is not in it. */
  readonly isComplete: boolean
}

/**
 * Reads everybody in a SCIM directory (RFC 7644), page by page. No filter is used, so a server that ignores filters does no harm.
 *
 * @throws ScimFailure
 */
export async function readScimPeople(reading: ScimReading): Promise<ScimPeople> {
  const giveUpAt = performance.now() + reading.timeoutMs
  const people = new Map<string, Person>()
  /** As the server names its resources: in a list that changes meanwhile, some come twice. */
  const seen = new Set<string>()
  let startIndex = 1
  for (;;) {
    if (performance.now() > giveUpAt) throw new ScimFailure('timed-out', 'not read in time')
    const { total, resources } = await pageFrom(startIndex, reading)
    const seenBefore = seen.size
    for (const [nth, resource] of resources.entries()) {
      const person = personOf(resource, reading.idAttribute)
      if (person !== undefined && people.size >= reading.maxPeople && !people.has(person.id)) continue
      seen.add(ownIdOf(resource) ?? `${startIndex + nth}`)
      if (person !== undefined) people.set(person.id, person)
    }
    startIndex += resources.length
    const isFull = people.size >= reading.maxPeople
    // A server that does not page gives the same people again and again.
    const isOver = resources.length === 0 || seen.size === seenBefore
    if (!isFull && !isOver && startIndex <= total) continue
    // With another attribute for an id it would look as if everybody had left.
    if (people.size === 0) throw new ScimFailure('nonsense', `nobody with a usable ${reading.idAttribute} and a name`)
    return { people: [...people.values()], isComplete: seen.size >= total }
  }
}

async function pageFrom(startIndex: number, reading: ScimReading): Promise<ScimPage> {
  const parameters = { startIndex: String(startIndex), count: String(peoplePerPage) }
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchScimPage(reading, { ...parameters, attributes: scimAttributes })
    } catch (error) {
      if (!(error instanceof ScimFailure) || !retried.has(error.reason) || attempt === attemptsPerPage) throw error
      const pauseMs = error.retryAfterMs ?? reading.retryPauseMs * 2 ** (attempt - 1)
      if (pauseMs > longestRetryMs) throw error
      await setTimeout(pauseMs, undefined, { signal: reading.signal })
    }
  }
}

const ownIdOf = (resource: unknown): string | undefined =>
  typeof resource === 'object' && resource !== null && 'id' in resource && typeof resource.id === 'string' ? `id ${resource.id}` : undefined
