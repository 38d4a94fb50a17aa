import { limitVariables } from '@stitchlog/http-kit/variables'
import { downloadVariables } from '@stitchlog/query/download-variables'
import { signInVariables } from '@stitchlog/query/sign-in-variables'
import { createLogger } from '@stitchlog/service-kit'
import { userLimitVariables } from '../../services/ingest/user-limit-variables.ts'
import { createStandalone, type Standalone, type StandaloneDependencies } from '../../services/standalone/create-standalone.ts'

export const tokenSecret = 'a secret for tests, of more than 32 characters'

/** Standalone as it is without configuration, for tests with a store and a clock of their own. */
export function createTestStandalone(
  own: Pick<StandaloneDependencies, 'store' | 'ledger' | 'dataFolder' | 'now'> & Partial<StandaloneDependencies>,
): Standalone {
  return createStandalone({
    tokenKeys: { secret: tokenSecret },
    retentionDays: 400,
    accessLogRetentionDays: 400,
    // A run at the start is all there is.
    rollupCron: '0 0 1 1 *',
    downloads: downloadVariables.parse({}),
    limits: limitVariables.parse({}),
    signIn: signInVariables.parse({}),
    userLimits: userLimitVariables.parse({}),
    log: createLogger('tests', 'silent'),
    ...own,
  })
}
