import { z } from 'zod'

/** An instant in an answer. */
export const offsetInstantSchema = z.string().meta({
  description: 'ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00',
  examples: ['2026-11-25T09:00:00.000+01:00'],
})
