import type { Person } from './person.ts'

const maxNetworks = 5

/** How two people are told apart: by their subjects, or by their networks where these are the same. */
export function namesOf(one: Person, other: Person): [string, string] {
  if (one.subject !== other.subject) return [one.subject, other.subject]
  return [nameWithNetworks(one), nameWithNetworks(other)]
}

const nameWithNetworks = ({ subject, networks }: Person) =>
  `${subject} (${networks.slice(0, maxNetworks).join(', ')}${networks.length > maxNetworks ? ', …' : ''})`
