import { tokenClaims } from '../api/token-claims.ts'

/** Whom a token is for, as it says. A subject means somebody else at another issuer. */
export interface Person {
  readonly subject: string
  readonly networks: readonly string[]
  readonly issuer: unknown
}

/** Undefined if the token cannot be read. */
export function personOf(token: string): Person | undefined {
  const { sub: subject, networks, iss: issuer } = tokenClaims(token) ?? {}
  if (typeof subject !== 'string' || !Array.isArray(networks)) return undefined
  return { subject, networks: networks.map(String), issuer }
}

/** Whether two tokens are for one person: in networks without a common one, a subject may be two people. */
export function isSamePerson(one: Person, other: Person): boolean {
  return one.subject === other.subject && one.issuer === other.issuer && one.networks.some((network) => other.networks.includes(network))
}

const maxNetworks = 5

/** How two people are told apart: by their subjects, or by their networks where these are the same. */
export function namesOf(one: Person, other: Person): [string, string] {
  if (one.subject !== other.subject) return [one.subject, other.subject]
  return [nameWithNetworks(one), nameWithNetworks(other)]
}

const nameWithNetworks = ({ subject, networks }: Person) =>
  `${subject} (${networks.slice(0, maxNetworks).join(', ')}${networks.length > maxNetworks ? ', …' : ''})`
