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

export const text = z.string()
