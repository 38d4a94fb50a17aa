import { wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'

/** How many sign-in codes there may be, and how long they hold. */
export const signInVariables = z
  .object({
    STITCHLOG_SIGN_IN_CODE_SECONDS: wholeNumber(1, 3600)
      .default(600)
      .meta({ description: 'Seconds in which a sign-in code, which hands a token to the page, can be used.' }),
    STITCHLOG_SIGN_IN_CODES_AT_ONCE: wholeNumber(1, 100_000)
      .default(1000)
      .meta({ description: 'Unused sign-in codes that a process keeps; beyond that it makes none.' }),
  })
  .transform((variables) => ({
    seconds: variables.STITCHLOG_SIGN_IN_CODE_SECONDS,
    atOnce: variables.STITCHLOG_SIGN_IN_CODES_AT_ONCE,
  }))

export type SignInLimits = z.output<typeof signInVariables>
