const tickMs = 10

/** How long something takes, without the time for which this process stood still: a busy machine may have none for it for seconds. */
export async function awakeMsOf(action: () => Promise<unknown>): Promise<number> {
  let ms = 0
  let countedAt = performance.now()
  const count = () => {
    const now = performance.now()
    ms += Math.min(now - countedAt, 2 * tickMs)
    countedAt = now
  }
  const counting = setInterval(count, tickMs)
  try {
    await action()
  } finally {
    clearInterval(counting)
    count()
  }
  return ms
}
