/** The awaited result did not come in time. It may still come. */
export class TimedOut extends Error {
  readonly code = 'ETIMEDOUT'

  constructor(ms: number) {
    super(`no answer within ${ms} ms`)
    this.name = 'TimedOut'
  }
}

/**
 * Awaits a promise for at most `ms` milliseconds.
 *
 * @throws TimedOut, or the promise's own rejection
 */
export async function withinTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut(ms)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Whether work ends within `ms` milliseconds.
 *
 * @throws the work's own rejection
 */
export async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  try {
    await withinTime(work, ms)
    return true
  } catch (error) {
    if (error instanceof TimedOut) return false
    throw error
  }
}
