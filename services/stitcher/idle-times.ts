/** Yields the same values, and `idle` whenever none came for `idleMs`, so that work can be finished while a source is quiet. */
export async function* withIdleTimes<T>(values: AsyncIterable<T>, idleMs: number): AsyncGenerator<T | 'idle'> {
  const asking = new Asking(values[Symbol.asyncIterator]())
  try {
    for (;;) {
      const answer = await asking.answerWithin(idleMs)
      if (answer === undefined) {
        yield 'idle'
        continue
      }
      if ('error' in answer) throw answer.error
      if (answer.result.done) return
      yield answer.result.value
    }
  } finally {
    await asking.end()
  }
}

type Answer<T> = { readonly result: IteratorResult<T> } | { readonly error: unknown }

/** Requests one value after the other. Each value is requested once, however long it takes, and the looks in between allocate nothing. */
class Asking<T> {
  readonly #iterator: AsyncIterator<T>
  #isAsked = false
  #answer: Answer<T> | undefined
  #wake = () => {}

  constructor(iterator: AsyncIterator<T>) {
    this.#iterator = iterator
  }

  /** The next value, or undefined if it does not come in time. */
  async answerWithin(ms: number): Promise<Answer<T> | undefined> {
    if (!this.#isAsked) this.#ask()
    if (this.#answer === undefined) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    const answer = this.#answer
    if (answer !== undefined) this.#isAsked = false
    this.#answer = undefined
    return answer
  }

  async end(): Promise<void> {
    const ended = this.#iterator.return?.()
    // A generator ends only after the requested value, which may never come while the source is quiet.
    if (this.#isAsked && this.#answer === undefined) ended?.catch(() => {})
    else await ended
  }

  #ask(): void {
    this.#isAsked = true
    const settle = (answer: Answer<T>) => {
      this.#answer = answer
      this.#wake()
    }
    this.#iterator.next().then(
      (result) => settle({ result }),
      (error) => settle({ error }),
    )
  }
}
