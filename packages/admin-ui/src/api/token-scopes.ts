import { tokenClaims } from './token-claims.ts'

/**
 * Whether a token claims a scope. The view uses this only to hide what would be refused. If the token cannot be read, nothing is hidden, and the
 * service decides.
 */
export function tokenGrants(token: string, scope: 'activity:read' | 'activity:manage' | 'activity:self'): boolean {
  const granted = tokenClaims(token)?.['scope']
  return typeof granted !== 'string' || granted.split(' ').includes(scope)
}
