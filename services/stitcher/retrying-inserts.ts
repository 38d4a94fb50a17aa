import { type RepeatOptions, retryForever } from '@stitchlog/service-kit'
import type { Store } from '@stitchlog/store'

/** A store whose inserts are tried until they succeed: what was read and not stored would have to be read again. */
export const withRetriedInserts = (store: Store, options: RepeatOptions): Store => ({
  ...store,
  insertRows: (...rows) => retryForever(() => store.insertRows(...rows), options),
})
