import { type CompactVerifyGetKey, createLocalJWKSet, createRemoteJWKSet, customFetch } from 'jose'

/** A key set of some thousand keys fits. */
const maxKeySetBytes = 2 ** 20

/** A fetch of the key set, its body included, takes no longer. */
const fetchTimeoutMs = 5000

/** Keys are used this long before they are fetched again, in the background. */
const refreshAfterMs = 600_000

/** A key that is not in the set makes it be fetched again, but not sooner than this after the last fetch that succeeded. */
const cooldownMs = 30_000

/** After a failed fetch, no other begins for this long. The pause doubles with each failure. */
const firstPauseMs = 1000
const longestPauseMs = 60_000

export type FetchOutcome = { readonly outcome: 'succeeded' } | { readonly outcome: 'failed'; readonly error: unknown }

export interface RemoteKeysOptions {
  readonly url: URL
  /** How long keys are used after they were last fetched, while they cannot be fetched again. */
  readonly maxAgeMs: number
  readonly onFetch?: (outcome: FetchOutcome) => void
  /** Epoch milliseconds. */
  readonly now?: () => number
}

export interface RemoteKeys {
  readonly getKey: CompactVerifyGetKey
  /** Changes whenever the fetched keys do; undefined while they have to be fetched. */
  generation(): number | undefined
}

/**
 * The keys of a JSON Web Key Set at a URL. All that wait share one fetch. A failed fetch ends no keys: the last good ones are used until they are too
 * old, and fetches pause.
 *
 * `getKey` rejects with `JWKSNoMatchingKey` or `JWKSMultipleMatchingKeys` if the token is at fault, and with another error if the key set is.
 */
export function remoteKeys({ url, maxAgeMs, onFetch = () => {}, now = Date.now }: RemoteKeysOptions): RemoteKeys {
  let generation = 0
  let lastKeySet = ''
  let failures = 0
  let mayFetchAt = 0
  let refreshAt = 0

  async function fetchKeySet(href: string, options: RequestInit): Promise<Response> {
    if (now() < mayFetchAt) throw new KeySetUnavailable('fetches pause after a failure')
    try {
      const response = await fetch(href, options)
      const keySet = await readKeySet(response)
      failures = 0
      refreshAt = now() + refreshAfterMs
      if (keySet !== lastKeySet) generation++
      lastKeySet = keySet
      onFetch({ outcome: 'succeeded' })
      return new Response(keySet)
    } catch (error) {
      mayFetchAt = now() + Math.min(longestPauseMs, firstPauseMs * 2 ** failures)
      failures++
      onFetch({ outcome: 'failed', error })
      throw error
    }
  }

  const keys = createRemoteJWKSet(url, {
    timeoutDuration: fetchTimeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: maxAgeMs,
    [customFetch]: fetchKeySet,
  })
  const isDue = () => now() >= Math.max(refreshAt, mayFetchAt)
  return {
    async getKey(header, token) {
      if (keys.fresh && isDue()) keys.reload().catch(() => {})
      return await keys(header, token)
    },
    generation: () => (keys.fresh && !keys.reloading && !isDue() ? generation : undefined),
  }
}

/** The answer for the key set is none. */
class KeySetUnavailable extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'KeySetUnavailable'
  }
}

/** Reads a response of bounded size. A set without keys is an outage too: it would make every token invalid. */
async function readKeySet(response: Response): Promise<string> {
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new KeySetUnavailable(`status ${response.status}`)
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxKeySetBytes) throw new KeySetUnavailable('too large')
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (createLocalJWKSet(JSON.parse(text)).jwks().keys.length === 0) throw new KeySetUnavailable('no keys')
  return text
}
