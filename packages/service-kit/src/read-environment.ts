import { describeIssues, ExplainedError } from '@stitchlog/contracts'
import { z } from 'zod'

/** The variables that a process reads: groups of them by what of its configuration each group makes. A group is an object of variables, and ends in that. */
export type Variables = Readonly<Record<string, z.ZodType>>

/**
 * The configuration of a process from its environment: what each group makes, by the same names.
 *
 * @throws ExplainedError `configuration`, naming each variable that is missing or wrong
 */
export function readEnvironment<const Read extends Variables>(
  variables: Read,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<z.ZodObject<Read>> {
  // An empty variable is what a compose file makes of one that was not set.
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const { data, error } = z.object(variables).safeParse(Object.fromEntries(Object.keys(variables).map((group) => [group, set])))
  if (error === undefined) return data
  // Of the variables, without the groups that they are in.
  const issues = error.issues.map((issue) => ({ ...issue, path: issue.path.slice(1) }))
  throw new ExplainedError('configuration', describeIssues(new z.ZodError(issues)))
}
