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
