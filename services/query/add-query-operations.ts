import type { OperationRouter } from '@stitchlog/http-kit'
import type { Logger } from '@stitchlog/service-kit'
import type { LedgerReader, Store } from '@stitchlog/store'
import { addAccessLog } from './access-log/add-access-log.ts'
import { createRecordedReads } from './access-log/recorded-reads.ts'
import { addOverview } from './network-overview/add-overview.ts'
import { addUserActivity } from './user-activity/add-user-activity.ts'

export { addView } from './add-view.ts'

export interface QueryDependencies {
  readonly store: Store
  readonly ledger: LedgerReader
  readonly now: () => number
  /** Of networks without a retention of their own. */
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly log: Logger
}

/** What may be read of people's activity, and who read it. */
export function addQueryOperations(router: OperationRouter, dependencies: QueryDependencies): void {
  const reads = createRecordedReads(dependencies.store, dependencies.now, dependencies.log)
  addUserActivity(router, { ...dependencies, reads })
  addOverview(router, { ...dependencies, reads })
  addAccessLog(router, { ...dependencies, reads })
}
