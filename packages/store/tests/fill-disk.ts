import { closeSync, openSync, writeSync } from 'node:fs'

/** Writes into a new file until there is no room for another byte. */
export function fillDisk(file: string): void {
  const descriptor = openSync(file, 'wx')
  for (const size of [2 ** 20, 4096, 1]) {
    try {
      while (writeSync(descriptor, Buffer.alloc(size)) > 0);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    }
  }
  closeSync(descriptor)
}
