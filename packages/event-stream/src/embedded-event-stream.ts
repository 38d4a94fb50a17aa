import type { Batch, BatchSource, SourceRecord } from './batch-source.ts'
import { type EventStream, StreamBusy, type StreamRecord } from './event-stream.ts'

interface Publication {
  readonly records: readonly SourceRecord[]
  readonly place: number
  /** In milliseconds, by `performance.now()`. */
  readonly takenAt: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

const maxRecordsPerBatch = 10_000

/** A publication that is not committed within this time is rejected. Its records may still be stored. */
const publishTimeoutMs = 10_000

/**
 * A stream inside one process, for one stitcher. It keeps nothing on disk. `publish` resolves when the stitcher has committed the records, and the
 * stitcher commits when their spans are stored. So a confirmed publication survives a crash.
 */
export class EmbeddedEventStream implements EventStream<number> {
  readonly #maxWaitingRecords: number
  readonly #now: () => number
  #undelivered: Publication[] = []
  #uncommitted: Publication[] = []
  #waitingRecords = 0
  #lastPlace = 0
  #isClosed = false
  #failure: Error | undefined
  #wake = () => {}

  constructor(maxWaitingRecords: number, now: () => number) {
    this.#maxWaitingRecords = maxWaitingRecords
    this.#now = now
  }

  async publish(records: readonly StreamRecord[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#isClosed) throw new Error('the event stream is closed')
    if (records.length === 0) return
    if (this.#waitingRecords + records.length > this.#maxWaitingRecords) throw new StreamBusy()
    const timestamp = this.#now()
    this.#waitingRecords += records.length
    let timer: NodeJS.Timeout | undefined
    const committed = new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('not stored in time')), publishTimeoutMs)
      const delivered = records.map(({ value }) => ({ value, timestamp }))
      this.#undelivered.push({ records: delivered, place: ++this.#lastPlace, takenAt: performance.now(), resolve, reject })
      this.#wake()
    })
    await committed.finally(() => clearTimeout(timer))
  }

  /** How long the oldest uncommitted publication has been waiting. */
  get waitingMs(): number {
    const oldest = this.#uncommitted[0] ?? this.#undelivered[0]
    return oldest === undefined ? 0 : performance.now() - oldest.takenAt
  }

  /**
   * Rejects the waiting publications. Their records stay, and may still be stored. Later publications are accepted: for a stitcher that keeps
   * retrying.
   */
  refuseWaiting(error: Error): void {
    for (const { reject } of [...this.#uncommitted, ...this.#undelivered]) reject(error)
  }

  source(): BatchSource<SourceRecord, number> {
    return { batches: () => this.#batches(), commit: async (positions) => this.#commit(Math.max(0, ...positions)) }
  }

  /** Rejects all waiting publications and all new ones. To be called when the stitcher fails. */
  fail(error: Error): void {
    this.#failure = error
    this.refuseWaiting(error)
    this.#uncommitted = []
    this.#undelivered = []
    this.#waitingRecords = 0
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake()
  }

  async *#batches(): AsyncGenerator<Batch<SourceRecord, number>> {
    this.#undelivered.unshift(...this.#uncommitted.splice(0))
    for (;;) {
      const publications = this.#takeUndelivered()
      const last = publications.at(-1)
      if (last !== undefined) yield { records: publications.flatMap(({ records }) => records), position: last.place, isWaitedFor: true }
      else if (this.#isClosed) return
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }

  #takeUndelivered(): Publication[] {
    const taken: Publication[] = []
    for (let count = 0; count < maxRecordsPerBatch; ) {
      const next = this.#undelivered.shift()
      if (next === undefined) break
      taken.push(next)
      count += next.records.length
    }
    this.#uncommitted.push(...taken)
    return taken
  }

  #commit(place: number): void {
    const isPending = this.#uncommitted.findIndex((publication) => publication.place > place)
    const done = this.#uncommitted.splice(0, isPending === -1 ? this.#uncommitted.length : isPending)
    for (const { records, resolve } of done) {
      this.#waitingRecords -= records.length
      resolve()
    }
  }
}
