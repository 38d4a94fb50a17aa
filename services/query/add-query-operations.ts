import { queryOperations } from '@stitchlog/contracts'
import type { OperationRouter } from '@stitchlog/http-kit'
import type { Logger } from '@stitchlog/service-kit'
import type { LedgerReader, Store } from '@stitchlog/store'
import { accessLogHandlers } from './access-log/access-log-handlers.ts'
import { createRecordedReads } from './access-log/recorded-reads.ts'
import { overviewHandlers } from './network-overview/overview-handlers.ts'
import { userActivityHandlers } from './user-activity/user-activity-handlers.ts'

export { addView } from './add-view.ts'

export interface QueryDependencies {
  readonly store: Store
  readonly ledger: LedgerReader
  readonly now: () => number
  /** The retention of networks without their own. */
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly log: Logger
}

/** Adds the calls that read people's activity and the access log. */
export function addQueryOperations(router: OperationRouter, dependencies: QueryDependencies): void {
  const reads = createRecordedReads(dependencies.store, dependencies.now, dependencies.log)
  router.addAll(queryOperations, {
    ...userActivityHandlers({ ...dependencies, reads }),
    ...overviewHandlers({ ...dependencies, reads }),
    ...accessLogHandlers({ ...dependencies, reads }),
  })
}
