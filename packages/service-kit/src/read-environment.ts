import { describeIssues, ExplainedError } from '@stitchlog/contracts'
import type { z } from 'zod'

/**
 * A service's configuration from its environment.
 *
 * @throws ExplainedError `configuration`, naming each variable that is missing or wrong
 */
export function readEnvironment<T>(schema: z.ZodType<T>, environment: Readonly<Record<string, string | undefined>>): T {
  // An empty variable is what a compose file makes of one that was not set.
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const { data, error } = schema.safeParse(set)
  if (error !== undefined) throw new ExplainedError('configuration', describeIssues(error))
  return data
}
