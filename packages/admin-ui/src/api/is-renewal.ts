import { tokenClaims } from './token-claims.ts'

/** Claims that differ from one token to the next of the same person. */
const ofTheToken = ['exp', 'iat', 'nbf', 'jti']

/** Whether a token grants the same as the previous one, for longer. The view may then keep its content without a new read. */
export function isRenewal(before: string, token: string): boolean {
  const [old, renewed] = [lasting(before), lasting(token)]
  return old !== undefined && old === renewed
}

function lasting(token: string): string | undefined {
  const claims = tokenClaims(token)
  if (claims === undefined) return undefined
  return JSON.stringify(
    Object.entries(claims)
      .filter(([name]) => !ofTheToken.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
