import { z } from 'zod'
import { devices, perDevice } from '../values/device.ts'
import { identifierSchema } from '../values/identifier.ts'
import { instantSchema } from '../values/instant.ts'
import { retentionDaysSchema } from '../values/retention.ts'

export const longestInactivityTimeoutSeconds = 4 * 3600

const timeoutSecondsSchema = z
  .int('whole seconds')
  .min(60, 'at least 60 seconds')
  .max(longestInactivityTimeoutSeconds, `at most ${longestInactivityTimeoutSeconds} seconds`)

export const inactivityTimeoutSecondsSchema = z.object(
  perDevice(() => z.exactOptional(timeoutSecondsSchema)),
  `an object with ${devices.join(' and ')}`,
)

const common = { networkId: identifierSchema, at: instantSchema }

/** One entry of a network's ledger. */
export const trackingChangeSchema = z
  .discriminatedUnion(
    'change',
    [
      z.object({ ...common, change: z.literal('on'), inactivityTimeoutSeconds: z.exactOptional(inactivityTimeoutSecondsSchema) }),
      z.object({ ...common, change: z.literal('off') }),
      z.object({ ...common, change: z.literal('erase'), userId: z.exactOptional(identifierSchema) }),
      z.object({ ...common, change: z.literal('retention'), days: retentionDaysSchema }),
    ],
    'an object whose change is on, off, erase or retention',
  )
  .meta({ title: 'Tracking change', description: 'One entry of the ledger of a network. Unknown keys are ignored.' })

export type TrackingChange = z.infer<typeof trackingChangeSchema>
