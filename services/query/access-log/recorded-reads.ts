import { HttpProblem } from '@stitchlog/http-kit'
import { errorKind, type Logger } from '@stitchlog/service-kit'
import type { Store } from '@stitchlog/store'
import { type AccessRead, createAccessLog } from './access-log.ts'

export interface RecordedReads {
  /** What is read, once it is recorded that it was. */
  recorded<T>(entry: AccessRead, read: () => Promise<T>): Promise<T>
  /** What needs the store; that it fails is no fault of the caller. */
  available<T>(read: Promise<T>): Promise<T>
}

/** Reads of people's activity: no answer leaves before its read is in the access log. */
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

/** People's activity stays out of caches. */
export const notStored = { 'cache-control': 'no-store' }
