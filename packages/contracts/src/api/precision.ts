import { z } from 'zod'

/** For answers that people read. */
export const precisionSchema = z.enum(['second'], 'second, or left out').optional().meta({
  description: 'second: instants are cut to whole seconds, and durations are those between them, as clocks show them. Left out: exact milliseconds.',
})
