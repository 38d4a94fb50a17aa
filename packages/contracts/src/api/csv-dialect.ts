import { z } from 'zod'

/** How a CSV answer is written. */
export const csvDialectSchema = z.enum(['excel'], 'excel, or left out').optional().meta({ description: 'excel: semicolons and a byte-order mark' })
