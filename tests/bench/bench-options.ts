import { ExplainedError } from '@stitchlog/contracts'
import { parseOptions } from '@stitchlog/service-kit'

/** The options of a script that all take a value. Ends the process with status 1 where one makes no sense, and names it. */
export function benchOptions<Name extends string>(...names: readonly Name[]): Partial<Record<Name, string>> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
  const isOwn = (entry: [string, unknown]): entry is [Name, string] => typeof entry[1] === 'string'
  try {
    const { values } = parseOptions(process.argv.slice(2), { usage: '--help tells what there is', options })
    const given: Partial<Record<Name, string>> = {}
    for (const entry of Object.entries(values).filter(isOwn)) given[entry[0]] = entry[1]
    return given
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
