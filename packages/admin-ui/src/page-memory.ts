type Storage = 'localStorage' | 'sessionStorage'

/** What was remembered, if the browser lets pages remember anything: some are set not to, and throw. */
export function recall(storage: Storage, key: string): string | null {
  try {
    return window[storage].getItem(key)
  } catch {
    return null
  }
}

/** Remembers something where the browser allows it; the page works without, until it is reloaded. */
export function remember(storage: Storage, key: string, value: string): void {
  try {
    window[storage].setItem(key, value)
  } catch {
    // Nothing is lost that the page could keep.
  }
}
