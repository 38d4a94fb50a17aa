import { HttpProblem } from '@stitchlog/http-kit'
import { errorKind, type Logger } from '@stitchlog/service-kit'
import type { Store } from '@stitchlog/store'
import { type AccessRead, createAccessLog } from './access-log.ts'

export interface RecordedReads {
  /** Records a read, and then returns its result. */
  recorded<T>(entry: AccessRead, read: () => Promise<T>): Promise<T>
  /** Awaits a read of the store. Its errors are not the caller's fault. */
  available<T>(read: Promise<T>): Promise<T>
}

/** Wraps reads of people's activity: no response is sent before its read is in the access log. */
export function createRecordedReads(store: Pick<Store, 'insertRows'>, now: () => number, log: Logger): RecordedReads {
  const accessLog = createAccessLog(store, now)

  async function recorded<T>(entry: AccessRead, read: () => Promise<T>): Promise<T> {
    const record = accessLog.record(entry).catch((error) => {
      log.error({ kind: errorKind(error) }, 'access-log-failed')
      throw new HttpProblem('access-log-unavailable', undefined, { 'retry-after': '5' })
    })
    const [result] = await Promise.all([available(read()), record])
    return result
  }

  async function available<T>(read: Promise<T>): Promise<T> {
    try {
      return await read
    } catch (error) {
      if (error instanceof HttpProblem) throw error
      log.error({ kind: errorKind(error) }, 'read-failed')
      throw new HttpProblem('unavailable', undefined, { 'retry-after': '5' })
    }
  }

  return { recorded, available }
}

/** Keeps people's activity out of caches. */
export const notStored = { 'cache-control': 'no-store' }
