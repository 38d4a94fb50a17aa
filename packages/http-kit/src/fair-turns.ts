import type { FastifyReply } from 'fastify'
import { whenResponseEnds } from './requests-in-progress.ts'
import { RoundRobin } from './round-robin.ts'

/** The right to cause work. It ends with the response, or with the work if that has begun: work goes on when its caller hangs up. */
export interface Turn {
  /** Says what the work is. */
  lastUntil(work: Promise<unknown>): void
}

/** Lets a bounded number of requests cause work at once. The others wait, in a line for each network and in it for each caller. */
export class FairTurns {
  readonly #atOnce: number
  readonly #waiting = new RoundRobin<() => void>()
  #taken = 0

  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /** Waits until it is a request's turn. @returns undefined if its caller hung up before */
  async take(network: string, caller: string, reply: FastifyReply): Promise<Turn | undefined> {
    const { promise, resolve } = Promise.withResolvers<Turn | undefined>()
    let isOver = false
    let isTaken = false
    let work: Promise<unknown> | undefined
    whenResponseEnds(reply, () => {
      isOver = true
      resolve(undefined)
      if (isTaken && work === undefined) this.#end()
    })
    this.#waiting.push([network, caller], () => {
      if (isOver) return
      isTaken = true
      this.#taken++
      resolve({
        lastUntil: (begun) => {
          if (isOver || work !== undefined) return
          work = begun
          begun.catch(() => {}).finally(() => this.#end())
        },
      })
    })
    this.#begin()
    return await promise
  }

  #end(): void {
    this.#taken--
    this.#begin()
  }

  #begin(): void {
    while (this.#taken < this.#atOnce) {
      const start = this.#waiting.shift()
      if (start === undefined) return
      start()
    }
  }
}
