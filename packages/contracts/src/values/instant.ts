import { z } from 'zod'

/** 2099-12-31T23:59:59.999Z */
export const lastInstant = 4_102_444_799_999

/** An instant on the wire: an integer-valued JSON number, milliseconds since 1970-01-01T00:00Z. */
export const instantSchema = z
  .int('integer milliseconds since 1970')
  .min(0, 'not before 1970')
  .max(lastInstant, 'not after 2099')
  .meta({ description: 'Milliseconds since 1970-01-01T00:00Z.' })

/** An instant by the clock of a client, which may be off by any number of years: as above, but from before 1970 or after 2099 too. */
export const clientInstantSchema = z.int('integer milliseconds since 1970')
