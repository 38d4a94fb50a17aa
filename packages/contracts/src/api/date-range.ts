import { z } from 'zod'

export const maxRangeDays = 1000

/** A calendar date that exists in the calendar (whether a zone skipped it is another question), from 1970 to 2099. */
export const dateParameterSchema = z.iso
  .date('a date such as 2026-11-25')
  .refine((date) => date >= '1969-12-31' && date <= '2100-01-01', 'a date from 1969-12-31 to 2100-01-01')
  // In other languages \d is any digit of Unicode, and $ lets a line feed follow.
  .meta({ pattern: z.regexes.date.source.replaceAll('\\d', '[0-9]'), maxLength: 10 })

/** For answers that people read. */
export const precisionSchema = z.enum(['second'], 'second, or left out').optional().meta({
  description: 'second: instants are cut to whole seconds, and durations are those between them, as clocks show them. Left out: exact milliseconds.',
})

export const rangeParametersSchema = z.object({
  from: dateParameterSchema.optional(),
  to: dateParameterSchema.optional(),
  viewerTimeZone: z.string().optional().meta({ description: "The viewer's IANA time zone, for differsFromViewer." }),
})
