import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { ExplainedError } from '@stitchlog/contracts'

export interface CommandLine<Options extends ParseArgsOptionsConfig> {
  /** Printed below every error. */
  readonly usage: string
  readonly options: Options
  /** How many positional arguments are allowed. */
  readonly maxPositionals?: number
}

/** Error texts by the error codes of Node's parser. */
const complaints: Readonly<Record<string, string>> = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: 'no such option',
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: 'no such argument',
}

/**
 * Parses the options and arguments of a command.
 *
 * @throws ExplainedError `usage`, which begins with the invalid option or argument
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

/** The error of a command about invalid arguments. */
export const usageError = (complaint: string, usage: string) => new ExplainedError('usage', `${complaint}\n\n${usage}`)

/** Node quotes the invalid option or argument first: `Unknown option '--colour'. …`, `Option '--out <value>' argument missing`. */
function complaintOf(error: TypeError): string {
  const named = /'([^' ]+)/.exec(error.message)?.[1]
  if (named === undefined) return error.message
  const code = 'code' in error ? String(error.code) : ''
  return `${named}: ${complaints[code] ?? (error.message.includes('does not take') ? 'takes no value' : 'needs a value')}`
}
