import { tokenClaims } from './token-claims.ts'

/**
 * What a token grants, by its own words: only to leave out what would be refused. Where the token cannot be read, nothing is left out, and the
 * service decides.
 */
export function tokenGrants(token: string, scope: 'activity:read' | 'activity:manage'): boolean {
  const granted = tokenClaims(token)?.['scope']
  return typeof granted !== 'string' || granted.split(' ').includes(scope)
}
