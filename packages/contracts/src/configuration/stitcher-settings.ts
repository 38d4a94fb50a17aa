import { z } from 'zod'
import { defaultRetentionDays, retentionDaysSchema } from '../values/retention.ts'

const count = z.coerce.number().int().min(1)

/** How a stitcher works. None of it changes what comes out but the retention. */
export const stitcherSettingsSchema = z.object({
  maxUnflushedSpans: count.default(50_000).meta({ description: 'Spans (and rejected records) in memory at which they are written.' }),
  maxFlushAgeMs: count.default(1000).meta({ description: 'Milliseconds after which a span is written at the latest.' }),
  maxOpenSpans: count.default(400_000).meta({ description: 'Spans kept in memory, written or not, to be made longer by later points.' }),
  maxHeldEvents: count.default(200_000).meta({ description: 'Events kept in memory until the ledger that decides on them is known.' }),
  retentionDays: retentionDaysSchema.default(defaultRetentionDays).meta({ description: 'Retention of networks without one of their own, in days.' }),
})

export type StitcherSettings = z.infer<typeof stitcherSettingsSchema>
