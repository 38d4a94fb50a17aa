import { queryOperations } from '@stitchlog/contracts'
import type { OperationRouter } from '@stitchlog/http-kit'
import type { Logger } from '@stitchlog/service-kit'
import type { LedgerReader, Store } from '@stitchlog/store'
import { Counter, type Registry } from 'prom-client'
import { accessLogHandlers } from './access-log/access-log-handlers.ts'
import { createRecordedReads, type OnLook } from './access-log/recorded-reads.ts'
import type { DownloadLimits } from './csv/download-variables.ts'
import { Downloads } from './csv/downloads.ts'
import { type Directory, noDirectory } from './directory/directory.ts'
import { overviewHandlers } from './network-overview/overview-handlers.ts'
import { addSignIn, signInHandlers } from './sign-in/add-sign-in.ts'
import type { SignInCodes } from './sign-in/sign-in-codes.ts'
import { ownTrackingHandlers } from './user-activity/own-tracking.ts'
import { userActivityHandlers } from './user-activity/user-activity-handlers.ts'

export type { OnLook } from './access-log/recorded-reads.ts'
export { addView } from './add-view.ts'
export type { Directory, Person } from './directory/directory.ts'
export { PeopleIndex } from './directory/people-index.ts'
export { ScimDirectory } from './directory/scim/scim-directory.ts'
export { SignInCodes } from './sign-in/sign-in-codes.ts'

export interface QueryDependencies {
  readonly store: Store
  readonly ledger: LedgerReader
  readonly now: () => number
  /** The retention of networks without their own. */
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly downloads: DownloadLimits
  readonly signInCodes: SignInCodes
  /** Says who people are; none if absent. */
  readonly directory?: Directory | undefined
  readonly onLook?: OnLook
  readonly log: Logger
  readonly metrics: Registry
}

/** Adds the calls that read people's activity and the access log, and those that sign the page in. */
export function addQueryOperations(router: OperationRouter, dependencies: QueryDependencies): void {
  const refused = new Counter({
    name: 'stitchlog_looks_refused_total',
    help: "Reads of people's activity that were refused because they could not be recorded.",
    registers: [dependencies.metrics],
  })
  const onLook: OnLook = (failure) => {
    if (failure !== undefined) refused.inc()
    dependencies.onLook?.(failure)
  }
  const reads = createRecordedReads(dependencies.store, dependencies.now, dependencies.log, onLook)
  const downloads = new Downloads({ ...dependencies.downloads, log: dependencies.log, metrics: dependencies.metrics })
  const parts = { ...dependencies, directory: dependencies.directory ?? noDirectory, reads, downloads }
  router.addAll(queryOperations, {
    ...userActivityHandlers(parts),
    ...ownTrackingHandlers(parts),
    ...overviewHandlers(parts),
    ...accessLogHandlers(parts),
    ...signInHandlers(dependencies.signInCodes),
  })
  addSignIn(router, dependencies.signInCodes)
}
