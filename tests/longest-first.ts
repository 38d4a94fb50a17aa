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

/** Starts the longest test files first; otherwise as Vitest does. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((part) => moduleId.includes(part))
      return found === -1 ? longest.length : found
    }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
