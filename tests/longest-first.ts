import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Parts of the paths of those files that take longest, most of it waiting. One that began last would run on alone. */
const longest = [
  'faults/group-recovery',
  'browser/view-states',
  'attacks/fuzz-api',
  'distributed/',
  'rollup.property',
  'commands',
  'browser/',
  'vectors',
  'property',
  'kafka-',
  'standalone/tests',
]

/** In this order, since a process goes on with another file only if that is of the same project. */
const projects = ['cluster', 'faults', 'whole', 'quick']

/** Starts the longest test files of each project first; otherwise as Vitest does. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((part) => moduleId.includes(part))
      return found === -1 ? longest.length : found
    }
    const place = ({ project }: TestSpecification) => projects.indexOf(project.name)
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b) || rank(a) - rank(b))
  }
}
