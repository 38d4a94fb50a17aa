import { z } from 'zod'
import { dateSchema } from './activity.ts'
import { dateParameterSchema, precisionSchema } from './date-range.ts'
import { offsetInstantSchema } from './offset-instant.ts'

export const csvDialectSchema = z.enum(['excel'], 'excel, or left out').optional().meta({ description: 'excel: semicolons and a byte-order mark' })

const totals = {
  sessionCount: z.int(),
  durationMs: z.int().meta({ description: 'The sum of all sessions.' }),
  activeDurationMs: z.int().meta({ description: 'The same with devices used at once counted once.' }),
}

export const usersAnswerSchema = z.object({
  from: dateSchema,
  to: dateSchema,
  users: z.array(
    z.object({
      userId: z.string(),
      activeDays: z.int(),
      ...totals,
      lastActiveAt: offsetInstantSchema.meta({ description: "In the range; in the zone of the user's last activity." }),
    }),
  ),
  nextCursor: z.string().nullable().meta({ description: 'For the next page; null on the last one.' }),
})

export type UsersAnswer = z.infer<typeof usersAnswerSchema>

export const networkDaysAnswerSchema = z.object({
  from: dateSchema,
  to: dateSchema,
  days: z
    .array(
      z.object({
        date: dateSchema,
        activeUsers: z.int(),
        ...totals,
        provisional: z.boolean().meta({ description: 'The date is not over for some of them.' }),
      }),
    )
    .meta({ description: 'Dates with activity only, newest first.' }),
})

export type NetworkDaysAnswer = z.infer<typeof networkDaysAnswerSchema>

export const networkRangeSchema = z.object({
  from: dateParameterSchema.optional().meta({ description: 'Without it, 13 days before to.' }),
  to: dateParameterSchema.optional().meta({
    description: 'Without it, today: the date in UTC, or the next one once anybody of the network was active in it where they are.',
  }),
})

/** @param atMost entries of a page */
const limitSchema = (standard: number, atMost: number) =>
  z
    .string()
    .regex(/^[0-9]{1,4}$/, `1 to ${atMost}`)
    .transform(Number)
    .pipe(z.int().min(1, `1 to ${atMost}`).max(atMost, `1 to ${atMost}`))
    .default(standard)

const cursorSchema = z.string().max(2000, 'a nextCursor').optional().meta({ description: 'The nextCursor of the page before.' })

export const pageParametersSchema = z.object({ cursor: cursorSchema, limit: limitSchema(50, 200) })

export const usersCsvParametersSchema = networkRangeSchema.extend({
  search: z
    .string()
    .refine((text) => [...text].length <= 128, 'at most 128 characters')
    .optional()
    .meta({ description: 'Part of the user id, taken literally but for its case (full Unicode case folding).', maxLength: 128 }),
  sort: z.enum(['duration', 'lastActive'], 'duration or lastActive').default('duration').meta({ description: 'Most or latest first.' }),
})

export const usersParametersSchema = usersCsvParametersSchema.extend({ ...pageParametersSchema.shape, precision: precisionSchema })
