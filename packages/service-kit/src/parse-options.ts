import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { ExplainedError } from '@stitchlog/contracts'

export interface CommandLine<Options extends ParseArgsOptionsConfig> {
  /** Shown below every complaint. */
  readonly usage: string
  readonly options: Options
  /** How many arguments may stand beside options. */
  readonly maxPositionals?: number
}

/** Complaints by the codes of Node's parser. */
const complaints: Readonly<Record<string, string>> = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: 'no such option',
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: 'no such argument',
}

/**
 * The options and arguments of a command.
 *
 * @throws ExplainedError `usage`, which begins with the option or argument at fault
 */
export function parseOptions<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  { usage, options, maxPositionals = 0 }: CommandLine<Options>,
) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: maxPositionals > 0 })
    const [surplus] = positionals.slice(maxPositionals)
    if (surplus !== undefined) throw usageError(`${surplus}: no such argument`, usage)
    return { values, positionals }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw usageError(complaintOf(error), usage)
  }
}

/** What a command says of arguments that make no sense. */
export const usageError = (complaint: string, usage: string) => new ExplainedError('usage', `${complaint}\n\n${usage}`)

/** Node quotes the option or argument at fault first: `Unknown option '--colour'. …`, `Option '--out <value>' argument missing`. */
function complaintOf(error: TypeError): string {
  const named = /'([^' ]+)/.exec(error.message)?.[1]
  if (named === undefined) return error.message
  const code = 'code' in error ? String(error.code) : ''
  return `${named}: ${complaints[code] ?? (error.message.includes('does not take') ? 'takes no value' : 'needs a value')}`
}
