import type { Batch, BatchSource, SourceRecord } from './batch-source.ts'
import { type EventStream, StreamBusy, type StreamRecord } from './event-stream.ts'

interface Publication {
  readonly records: readonly SourceRecord[]
  readonly place: number
  /** On `performance`'s clock. */
  readonly takenAt: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

const maxRecordsPerBatch = 10_000

/** A publication that is not committed for so long is refused; its records may be stored yet. */
const publishTimeoutMs = 10_000

/**
 * A stream inside one process, for one stitcher. It keeps nothing on disk: a publication is answered when the stitcher has committed it, which
 * it does when its spans are stored, and so what was answered survives a crash.
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

  /** How long the oldest publication that is not committed has been waiting. */
  get waitingMs(): number {
    const oldest = this.#uncommitted[0] ?? this.#undelivered[0]
    return oldest === undefined ? 0 : performance.now() - oldest.takenAt
  }

  /** Refuses what waits; its records stay, and may be stored yet. What comes later is taken: for a stitcher that goes on trying. */
  refuseWaiting(error: Error): void {
    for (const { reject } of [...this.#uncommitted, ...this.#undelivered]) reject(error)
  }

  source(): BatchSource<SourceRecord, number> {
    return { batches: () => this.#batches(), commit: async (positions) => this.#commit(Math.max(0, ...positions)) }
  }

  /** Ends all waiting publications, and refuses new ones: what is to be done when the stitcher fails. */
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
      if (last !== undefined) yield { records: publications.flatMap(({ records }) => records), position: last.place }
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
