type Storage = 'localStorage' | 'sessionStorage'

/** Reads a stored value. Some browsers are set to block storage, and throw. */
export function recall(storage: Storage, key: string): string | null {
  try {
    return window[storage].getItem(key)
  } catch {
    return null
  }
}

/** Stores a value if the browser allows it. Otherwise the page still works until it is reloaded. */
export function remember(storage: Storage, key: string, value: string): void {
  try {
    window[storage].setItem(key, value)
  } catch {
    // The browser blocks storage, so there is nothing to do.
  }
}
