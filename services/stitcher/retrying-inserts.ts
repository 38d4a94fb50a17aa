import { type RepeatOptions, retryForever } from '@stitchlog/service-kit'
import type { Store } from '@stitchlog/store'

/** A store that retries inserts until they succeed. Otherwise unstored records would have to be read again. */
export const withRetriedInserts = (store: Store, options: RepeatOptions): Store => ({
  ...store,
  insertRows: (...rows) => retryForever(() => store.insertRows(...rows), options),
})
