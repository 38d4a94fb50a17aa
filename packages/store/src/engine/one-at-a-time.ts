import type { Connection } from './connection.ts'

/** Runs actions one after the other, in the order of their calls. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs an action when all earlier ones have ended, whether they succeeded or failed. */
  take<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#last.then(action)
    this.#last = result.catch(() => {})
    return result
  }

  /** Resolves when all actions so far have ended. */
  async ended(): Promise<void> {
    await this.#last
  }
}

/**
 * A connection whose statements wait for each other here. An embedded engine executes one statement at a time on a connection anyway, but each waiting
 * one would occupy a thread of libuv's pool, and the statements of other connections would wait for these threads.
 */
export const oneAtATime = (connection: Connection): Connection => {
  const turns = new OneAtATime()
  return {
    selectRows: <Row extends readonly unknown[]>(...[select, options]: Parameters<Connection['selectRows']>) =>
      turns.take(async () => {
        options?.signal?.throwIfAborted()
        return await connection.selectRows<Row>(select, options)
      }),
    execute: (statement) => turns.take(() => connection.execute(statement)),
    isGranted: (privileges) => turns.take(() => connection.isGranted(privileges)),
    async close() {
      await turns.ended()
      await connection.close()
    },
  }
}
