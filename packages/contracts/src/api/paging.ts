import { z } from 'zod'

/** @param atMost entries of a page */
const limitSchema = (standard: number, atMost: number) =>
  z
    .string()
    .refine((text) => /^[0-9]{1,4}$/.test(text), `1 to ${atMost}`)
    // What it says, for whoever generates a client: as text it comes anyway.
    .meta({ type: 'integer', minimum: 1, maximum: atMost })
    .transform(Number)
    .pipe(z.int().min(1, `1 to ${atMost}`).max(atMost, `1 to ${atMost}`))
    .default(standard)

const cursorSchema = z.string().max(2000, 'a nextCursor').optional().meta({ description: 'The nextCursor of the page before.' })

/** The sessions of a day come in one page, unless it has more than any person's. */
export const sessionPageParametersSchema = z.object({ cursor: cursorSchema, limit: limitSchema(500, 1000) })

/** Which page of a list, and how long. */
export const pageParametersSchema = z.object({ cursor: cursorSchema, limit: limitSchema(50, 200) })
