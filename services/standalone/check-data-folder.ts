import { access, constants, statfs } from 'node:fs/promises'

/** With less free space than this, nothing can be stored. */
const leastFreeBytes = 2 ** 20

/** @throws if nothing can be stored in a folder: it is read-only or missing, or its disk is full */
export async function checkDataFolder(folder: string): Promise<void> {
  await access(folder, constants.W_OK | constants.X_OK)
  const { bavail, bsize, files, ffree } = await statfs(folder)
  // Some file systems allocate inodes on demand, and report 0 of 0.
  if (bavail * bsize < leastFreeBytes || (files > 0 && ffree === 0)) throw new DiskFull()
}

class DiskFull extends Error {
  constructor() {
    super('less than 1 MiB is free, or no file can be made')
    this.name = 'DiskFull'
  }
}
