/**
 * What a token grants, by its own words: only to leave out what would be refused. Where the token cannot be read, nothing is left out, and the
 * service decides.
 */
export function tokenGrants(token: string, scope: 'activity:read' | 'activity:manage'): boolean {
  const scopes = scopesOf(token)
  return scopes === undefined || scopes.includes(scope)
}

function scopesOf(token: string): readonly string[] | undefined {
  try {
    const bytes = Uint8Array.from(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof claims !== 'object' || claims === null || !('scope' in claims) || typeof claims.scope !== 'string') return undefined
    return claims.scope.split(' ')
  } catch {
    return undefined
  }
}
