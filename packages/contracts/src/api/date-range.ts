import { z } from 'zod'
import { dateParameterSchema } from './calendar-date.ts'

/** The most dates that one answer may cover. */
export const maxRangeDays = 1000

/** A range of one user's dates, both inclusive, and who looks at them. */
export const rangeParametersSchema = z.object({
  from: dateParameterSchema.optional(),
  to: dateParameterSchema.optional(),
  viewerTimeZone: z.string().optional().meta({ description: "The viewer's IANA time zone, for differsFromViewer." }),
})
