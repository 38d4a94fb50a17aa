import { z } from 'zod'

/** A whole number, as text. */
export function wholeNumber(minimum: number, maximum: number, what = 'a whole number') {
  const complaint = `${what} from ${minimum} to ${maximum}`
  return z.coerce.number(complaint).pipe(z.int(complaint).min(minimum, complaint).max(maximum, complaint))
}

/** A switch; anything else than on and off is a mistake. */
export const onOff = (value: 'on' | 'off') =>
  z
    .enum(['on', 'off'], 'on or off')
    .default(value)
    .transform((text) => text === 'on')

export const httpUrl = z.url('an http or https address').regex(/^https?:/, 'an http or https address')

/**
 * What `read` makes of the file that a variable names, for the transform of a schema: where it throws, the reason becomes an issue of the variable.
 */
export function readNamedFile<T>(context: z.RefinementCtx<unknown>, variable: string, file: string, read: (file: string) => T): T {
  try {
    return read(file)
  } catch (error) {
    context.addIssue({ code: 'custom', path: [variable], message: error instanceof Error ? error.message : String(error) })
    return z.NEVER
  }
}
