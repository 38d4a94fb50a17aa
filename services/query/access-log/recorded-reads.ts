import { HttpProblem } from '@stitchlog/http-kit'
import { type Logger, logFailures } from '@stitchlog/service-kit'
import type { DateRange, Store } from '@stitchlog/store'
import { type AskedRange, resolveRange, widestRange } from '../requests/date-range.ts'
import { type AccessRead, createAccessLog, type EntryKey } from './access-log.ts'

/** A read of a range whose end may depend on whose activity it is. */
interface RangeRead<T> {
  readonly entry: Omit<AccessRead, 'range'>
  readonly asked: AskedRange
  /** Epoch milliseconds. */
  readonly at: number
  /** Called only if the range depends on it. */
  readonly lastDate: () => Promise<string>
  readonly read: (range: DateRange) => Promise<T>
}

export interface RecordedReads {
  /** Records a read, and only then begins it. */
  recorded<T>(entry: AccessRead, read: () => Promise<T>): Promise<T>
  /**
   * The same for a range. Finding its end is a read too, so the widest range that it may be is recorded before. An entry with the exact range then
   * takes the place of that entry.
   *
   * @throws HttpProblem `invalid-parameter` before anything is read or recorded
   */
  recordedRange<T>(read: RangeRead<T>): Promise<{ readonly range: DateRange; readonly result: T }>
  /** Awaits a read of the store. Its errors are not the caller's fault. */
  available<T>(read: Promise<T>): Promise<T>
}

/** Told of each attempt to record a look: with the error of one that failed, and that was refused for it. */
export type OnLook = (failure?: { readonly error: unknown }) => void

/** Wraps reads of people's activity: nothing that depends on people is read before it is in the access log. */
export function createRecordedReads(store: Pick<Store, 'insertRows'>, now: () => number, log: Logger, onLook: OnLook = () => {}): RecordedReads {
  const accessLog = createAccessLog(store, now)
  const logFailure = logFailures(log, 'error')

  async function record(entry: AccessRead, key?: EntryKey): Promise<EntryKey> {
    try {
      const recorded = await accessLog.record(entry, key)
      onLook()
      return recorded
    } catch (error) {
      onLook({ error })
      logFailure('access-log-failed', error)
      throw new HttpProblem('access-log-unavailable', undefined, { 'retry-after': '5' })
    }
  }

  async function available<T>(read: Promise<T>): Promise<T> {
    try {
      return await read
    } catch (error) {
      if (error instanceof HttpProblem) throw error
      logFailure('read-failed', error)
      throw new HttpProblem('unavailable', undefined, { 'retry-after': '5' })
    }
  }

  return {
    available,
    async recorded(entry, read) {
      await record(entry)
      return await available(read())
    },
    async recordedRange({ entry, asked, at, lastDate, read }) {
      const widest = widestRange(asked, at)
      const key = await record({ ...entry, range: widest })
      if (asked.to !== undefined) return { range: widest, result: await available(read(widest)) }
      const range = await available(resolveRange(asked, lastDate))
      await record({ ...entry, range }, key)
      return { range, result: await available(read(range)) }
    },
  }
}

/** Keeps people's activity out of caches. */
export const notStored = { 'cache-control': 'no-store' }
