import type { Readable } from 'node:stream'
import { callerKey, HttpProblem, type Principal, RequestsInProgress, whenResponseEnds } from '@stitchlog/http-kit'
import type { Logger } from '@stitchlog/service-kit'
import type { FastifyReply } from 'fastify'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { DownloadLimits } from './download-variables.ts'

/** Why a download is cut off: its reader stopped reading, it took too long, or its token ended. */
const cutOffReasons = ['stalled', 'slow', 'token-expired'] as const

type CutOffReason = (typeof cutOffReasons)[number]

/** A file that may be sent. */
export interface Download {
  /**
   * Begins the reads for the file. The download lasts until these have ended, even if its reader hangs up meanwhile.
   *
   * @throws HttpProblem `request-timeout` if the reader has hung up
   */
  readonly during: <T>(reads: () => Promise<T>) => Promise<T>
  /** Cuts off the file where it has to end. @returns the same stream */
  watched(file: Readable): Readable
}

interface DownloadsOptions extends DownloadLimits {
  readonly log: Logger
  readonly metrics: Registry
}

/** The files that this process sends. Each caller gets few at once, and no file is sent longer than its token holds. */
export class Downloads {
  readonly #options: DownloadsOptions
  readonly #running = new RequestsInProgress()
  readonly #refused: Counter<'limit'>
  readonly #cutOff: Counter<'reason'>

  constructor(options: DownloadsOptions) {
    this.#options = options
    const registers = [options.metrics]
    const name = 'stitchlog_downloads_refused_total'
    this.#refused = new Counter({ name, help: 'Downloads that were refused, by limit.', labelNames: ['limit'], registers })
    for (const limit of ['caller', 'process'] as const) this.#refused.inc({ limit }, 0)
    this.#cutOff = new Counter({
      name: 'stitchlog_downloads_cut_off_total',
      help: 'Downloads that were cut off, by reason.',
      labelNames: ['reason'],
      registers,
    })
    for (const reason of cutOffReasons) this.#cutOff.inc({ reason }, 0)
    const running = this.#running
    new Gauge({
      name: 'stitchlog_downloads',
      help: 'Downloads in progress.',
      registers,
      collect() {
        this.set(running.total)
      },
    })
  }

  /**
   * Begins a download, which lasts until its response has ended.
   *
   * @throws HttpProblem `too-many-requests`
   */
  begin(principal: Principal, reply: FastifyReply): Download {
    const { perCaller, atOnce } = this.#options
    const caller = callerKey(principal)
    if (this.#running.of(caller) >= perCaller) throw this.#refusal('caller', `at most ${perCaller} downloads at once`)
    if (this.#running.total >= atOnce) throw this.#refusal('process', 'too many downloads are in progress')
    const during = this.#running.begin(caller, reply)
    return { during, watched: (file) => this.#watched(file, reply, principal.expiresAt) }
  }

  #refusal(limit: 'caller' | 'process', detail: string): HttpProblem {
    this.#refused.inc({ limit })
    return new HttpProblem('too-many-requests', detail, { 'retry-after': '5' })
  }

  #watched(file: Readable, reply: FastifyReply, expiresAt: number): Readable {
    const { stallMs, maxMs, log } = this.#options
    const { raw } = reply
    const cutOff = (reason: CutOffReason) => {
      if (raw.destroyed || raw.writableFinished) return
      this.#cutOff.inc({ reason })
      log.warn({ reason }, 'download-cut-off')
      file.destroy()
      raw.destroy()
    }
    const leftMs = Math.max(0, expiresAt - Date.now())
    const end = setTimeout(() => cutOff(leftMs < maxMs ? 'token-expired' : 'slow'), Math.min(leftMs, maxMs))
    let taken = -1
    let takenAt = performance.now()
    const look = setInterval(
      () => {
        const waiting = raw.writableLength + (raw.socket?.writableLength ?? 0)
        const takenNow = (raw.socket?.bytesWritten ?? 0) - waiting
        // A file of which nothing waits is read fast enough: the database is slower.
        if (takenNow !== taken || (waiting === 0 && raw.socket !== null)) takenAt = performance.now()
        taken = takenNow
        if (performance.now() - takenAt >= stallMs) cutOff('stalled')
      },
      Math.min(1000, stallMs / 4),
    )
    for (const timer of [end, look]) timer.unref()
    whenResponseEnds(reply, () => {
      clearTimeout(end)
      clearInterval(look)
    })
    return file
  }
}
