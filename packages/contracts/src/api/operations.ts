import { accessLogOperations } from './access-log.ts'
import { eventsOperations } from './events.ts'
import { networkOverviewOperations } from './network-overview.ts'
import { ownActivityOperations } from './own-activity.ts'
import { signInOperations } from './sign-in.ts'
import { trackingOperations } from './tracking.ts'
import { userActivityOperations } from './user-activity.ts'

/** What the ingest service answers, by operation id. */
export const ingestOperations = { ...eventsOperations, ...trackingOperations }

/** What the query service answers, by operation id. */
export const queryOperations = {
  ...userActivityOperations,
  ...networkOverviewOperations,
  ...accessLogOperations,
  ...ownActivityOperations,
  ...signInOperations,
}
