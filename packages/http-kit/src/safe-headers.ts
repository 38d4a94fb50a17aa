/** Headers of every response: no browser guesses another type, and nothing is kept in a cache. A handler may allow to keep what is public. */
export const safeHeaders: Readonly<Record<string, string>> = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }
