import { z } from 'zod'
import { offsetInstantSchema } from './offset-instant.ts'

/** When activity could be recorded, so that nobody takes for inactive who could not be seen. */
export const recordedSchemas = {
  recorded: z
    .array(
      z.object({ from: offsetInstantSchema, to: offsetInstantSchema.nullable().meta({ description: 'null where activity is being recorded now.' }) }),
    )
    .meta({
      description:
        'When activity of these dates could be recorded that may still be read: tracking was on, and nothing of it is past retention or erased. In UTC, in order, and from a day before the first date until a day after the last, since dates are those of the place where somebody is. At most 1,000; of more, those with the shortest gaps between them are one. Outside of them, no activity does not mean that there was none.',
    }),
  recordedSince: offsetInstantSchema.nullable().meta({ description: 'When the first of all that may still be read began; null if there is none.' }),
}
