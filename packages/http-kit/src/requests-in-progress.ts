import type { FastifyReply } from 'fastify'
import { HttpProblem } from './http-problem.ts'

/** Requests that are being answered, by caller. */
export class RequestsInProgress {
  readonly #byCaller = new Map<string, number>()
  #total = 0

  get total(): number {
    return this.#total
  }

  of(caller: string): number {
    return this.#byCaller.get(caller) ?? 0
  }

  /**
   * Counts a request until its response has ended, or for no time if it has.
   *
   * @returns runs work for the request, which is counted until that has ended as well: work goes on when its caller hangs up. If the caller has already,
   *   rejects with HttpProblem `request-timeout`
   */
  begin(caller: string, reply: FastifyReply): <T>(work: () => Promise<T>) => Promise<T> {
    this.#byCaller.set(caller, this.of(caller) + 1)
    this.#total++
    let unended = 1
    const end = () => {
      if (--unended > 0) return
      this.#total--
      const left = this.of(caller) - 1
      if (left === 0) this.#byCaller.delete(caller)
      else this.#byCaller.set(caller, left)
    }
    whenResponseEnds(reply, end)
    return async (work) => {
      if (unended === 0) throw new HttpProblem('request-timeout', 'the caller hung up')
      unended++
      return await work().finally(end)
    }
  }
}

/**
 * Calls `then` once: when the response was sent, or when it cannot be sent any more, which may be now. A response that waits behind others on its
 * connection emits nothing when the connection closes, so the connection is listened to as well.
 */
export function whenResponseEnds({ raw, request }: FastifyReply, then: () => void): void {
  const { socket } = request.raw
  if (raw.writableFinished || raw.closed || socket.destroyed) {
    then()
    return
  }
  let isOver = false
  const end = () => {
    // A listener that is removed while its event is emitted is still called.
    if (isOver) return
    isOver = true
    raw.off('finish', end).off('close', end)
    socket.off('close', end)
    then()
  }
  raw.once('finish', end).once('close', end)
  socket.once('close', end)
}
