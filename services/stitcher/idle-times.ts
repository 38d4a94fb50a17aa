/** The same values, and an `idle` whenever none came for some time, so that work may be finished while a source is quiet. */
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

/** Asks for one value after the other. However long one stays away, it is asked for once, and nothing is kept for each look in between. */
class Asking<T> {
  readonly #iterator: AsyncIterator<T>
  #isAsked = false
  #answer: Answer<T> | undefined
  #wake = () => {}

  constructor(iterator: AsyncIterator<T>) {
    this.#iterator = iterator
  }

  /** The next value, or undefined where it is not there in time. */
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
    // A generator ends only after the value that it was asked for, which may never come while it is quiet.
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
