/** The same values, and an `idle` whenever none came for some time, so that work may be finished while a source is quiet. */
export async function* withIdleTimes<T>(values: AsyncIterable<T>, idleMs: number): AsyncGenerator<T | 'idle'> {
  const iterator = values[Symbol.asyncIterator]()
  try {
    for (let next = iterator.next(); ; ) {
      let timer: NodeJS.Timeout | undefined
      const idle = new Promise<'idle'>((resolve) => {
        timer = setTimeout(resolve, idleMs, 'idle')
      })
      const result = await Promise.race([next, idle])
      clearTimeout(timer)
      if (result === 'idle') {
        yield result
        continue
      }
      if (result.done) return
      yield result.value
      next = iterator.next()
    }
  } finally {
    await iterator.return?.()
  }
}
