import { errorKind } from './error-kind.ts'

/** A message is passed on at once, and then at most this often. */
const everyMs = 30_000

/** Beyond it, whatever was not said for a while is forgotten. */
const maxMessages = 200

interface Said {
  at: number
  unsaid: number
}

/**
 * Passes the first of equal messages on, and then one every half a minute with the number of those it stands for. Messages that differ only in their
 * numbers are equal.
 *
 * @param write receives the message and how many it stands for, itself included
 * @param now any clock, in milliseconds
 */
export function sparsely(write: (message: string, count: number) => void, now: () => number): (message: string) => void {
  const said = new Map<string, Said>()
  return (message) => {
    const key = message.replaceAll(/\d+/g, '#')
    const at = now()
    const last = said.get(key)
    if (last !== undefined && at - last.at < everyMs) {
      last.unsaid++
      return
    }
    if (said.size >= maxMessages) for (const [old, { at: oldAt }] of said) if (at - oldAt >= everyMs) said.delete(old)
    if (last !== undefined || said.size < maxMessages) said.set(key, { at, unsaid: 0 })
    write(message, 1 + (last?.unsaid ?? 0))
  }
}

/**
 * Logs failures of requests with their kind: during an outage the first of each kind, and then one every half a minute with the number of those it
 * stands for. How many requests fail is told by the metrics.
 *
 * @param level of the lines
 * @param now any clock, in milliseconds
 */
export function logFailures<Level extends 'error' | 'warn'>(
  log: Readonly<Record<Level, (fields: object, event: string) => void>>,
  level: Level,
  now: () => number = () => performance.now(),
): (event: string, error: unknown) => void {
  const events = new Map<string, (kind: string) => void>()
  return (event, error) => {
    const write = events.get(event) ?? sparsely((kind, count) => log[level]({ kind, ...(count === 1 ? {} : { count }) }, event), now)
    events.set(event, write)
    write(errorKind(error))
  }
}
