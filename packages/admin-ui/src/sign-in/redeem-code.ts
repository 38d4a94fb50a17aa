export type Redeemed = { readonly token: string } | { readonly failure: 'unreachable' | 'unavailable' | 'used' }

/** Exchanges the code of a link for its token. A code that was exchanged is used up. */
export async function redeemCode(code: string): Promise<Redeemed> {
  try {
    const response = await fetch('/v1/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    })
    if (response.status === 429 || response.status >= 500) return { failure: 'unavailable' }
    const answer: unknown = await response.json()
    const isToken = response.ok && typeof answer === 'object' && answer !== null && 'token' in answer && typeof answer.token === 'string'
    return isToken ? { token: String(answer.token) } : { failure: 'used' }
  } catch {
    return { failure: 'unreachable' }
  }
}
