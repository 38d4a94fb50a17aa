import { wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'

/** How much a process logs. */
export const logLevelVariable = (standard: 'info' | 'warn' = 'info') =>
  z
    .object({
      STITCHLOG_LOG_LEVEL: z
        .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'fatal, error, warn, info, debug or silent')
        .default(standard)
        .meta({ description: 'Least severe log lines to write.' }),
    })
    .transform(({ STITCHLOG_LOG_LEVEL }) => STITCHLOG_LOG_LEVEL)

/** For `retryUntilDeadline`. Every process of the distributed system has it, because each connects to others at its start. */
export const startTimeoutVariable = z
  .object({
    STITCHLOG_START_TIMEOUT_SECONDS: wholeNumber(0, 3600)
      .default(60)
      .meta({ description: 'How long a start goes on trying to reach what it needs before it gives up with status 1.' }),
  })
  .transform(({ STITCHLOG_START_TIMEOUT_SECONDS }) => STITCHLOG_START_TIMEOUT_SECONDS)
