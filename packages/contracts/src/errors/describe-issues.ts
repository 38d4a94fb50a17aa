import type { z } from 'zod'

/** What a schema found wrong, in one line for a person: the field and what it should be. Never a value, which may be personal. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ')
}
