import { closeSync, openSync } from 'node:fs'
import { isatty } from 'node:tty'

/**
 * Puts the null device in the place of this process's standard input, unless that is a terminal. chDB takes what it finds there for rows of
 * the next INSERT, and waits for it while there is none (seen with 3.4.0).
 */
export function shieldStandardInput(): void {
  if (isatty(0)) return
  try {
    closeSync(0)
  } catch (error) {
    // It may have been closed all along.
    if (!(error instanceof Error && 'code' in error && error.code === 'EBADF')) throw error
  }
  // The lowest free descriptor is taken, which is 0.
  openSync('/dev/null', 'r')
}
