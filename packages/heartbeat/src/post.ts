import type { DatedAnswer, Posting } from './platform.ts'

/** An attempt ends after so long. */
export const requestTimeoutMs = 30_000

/** Posts a batch with `fetch`. */
export async function postWith(send: typeof fetch, { url, token, body, isLast }: Posting, signal: AbortSignal | null): Promise<DatedAnswer> {
  const response = await send(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    keepalive: isLast,
    signal,
  })
  return {
    // A body that is not what it should be does not make the status another one.
    ...(await response.json().catch(() => ({}))),
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    date: response.headers.get('date'),
  }
}
