import { closeSync, openSync } from 'node:fs'
import { isatty } from 'node:tty'

/**
 * Replaces this process's standard input by the null device, unless it is a terminal. chDB reads rows of the next INSERT from standard input, and
 * waits for them while there are none (seen with 3.4.0).
 */
export function shieldStandardInput(): void {
  if (isatty(0)) return
  try {
    closeSync(0)
  } catch (error) {
    // Standard input may have been closed already.
    if (!(error instanceof Error && 'code' in error && error.code === 'EBADF')) throw error
  }
  // This takes the lowest free descriptor, which is 0.
  openSync('/dev/null', 'r')
}
