import { describeIssues, ExplainedError } from '@stitchlog/contracts'
import { z } from 'zod'

/** The variables that a process reads, in groups. A group is an object of variables that is transformed into one part of the configuration. */
export type Variables = Readonly<Record<string, z.ZodType>>

/**
 * Reads the configuration of a process from its environment: one part per group, under the group's name.
 *
 * @throws ExplainedError `configuration`, naming each missing or invalid variable
 */
export function readEnvironment<const Read extends Variables>(
  variables: Read,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<z.ZodObject<Read>> {
  // Compose files turn an unset variable into an empty one.
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const { data, error } = z.object(variables).safeParse(Object.fromEntries(Object.keys(variables).map((group) => [group, set])))
  if (error === undefined) return data
  // Paths of the variables, without their groups.
  const issues = error.issues.map((issue) => ({ ...issue, path: issue.path.slice(1) }))
  throw new ExplainedError('configuration', describeIssues(new z.ZodError(issues)))
}
