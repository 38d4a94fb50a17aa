import { z } from 'zod'

/** A calendar date in an answer. */
export const dateSchema = z.string().meta({ description: 'YYYY-MM-DD', format: 'date' })

/** A calendar date that exists in the calendar (whether a zone skipped it is another question), from 1970 to 2099. */
export const dateParameterSchema = z.iso
  .date('a date such as 2026-11-25')
  .refine((date) => date >= '1969-12-31' && date <= '2100-01-01', 'a date from 1969-12-31 to 2100-01-01')
  // In other languages \d is any digit of Unicode, and $ lets a line feed follow.
  .meta({ pattern: z.regexes.date.source.replaceAll('\\d', '[0-9]'), maxLength: 10 })
