const open = new Set<() => Promise<void>>()

/**
 * Has something closed at the end of the test file at the latest, for the files that come after it in the same process.
 *
 * @returns what closes it earlier; the second call does nothing
 */
export function closedAtEnd(close: () => Promise<void>): () => Promise<void> {
  const closeOnce = async () => {
    if (open.delete(closeOnce)) await close()
  }
  open.add(closeOnce)
  return closeOnce
}

/** Closes what a file has left open, for instance because its preparation failed. */
export async function closeLeftOpen(): Promise<void> {
  await Promise.all([...open].map((close) => close()))
}
