/** The lock's holder leads. Browsers give it to the next that asked as soon as the holder lets go, or its tab has ended. */
export function leadByLock(name: string, signal: AbortSignal, granted: () => void): void {
  navigator.locks
    .request(name, { signal }, () => {
      if (signal.aborted) return undefined
      granted()
      return new Promise((resolve) => signal.addEventListener('abort', resolve))
    })
    // Locks may be forbidden, as in some frames: then each tab sends its own, which costs requests and changes no session. A tab that has given up
    // asking is away, and stays so.
    .catch(granted)
}
