/** A value for each entry of a closed list, in its order. */
export function recordOf<Key extends string, T>(keys: readonly Key[], of: (key: Key) => T): Record<Key, T> {
  // The keys are exactly these, which no type of Object.fromEntries says.
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, T>
}
