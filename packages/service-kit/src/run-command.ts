import { ExplainedError } from '@stitchlog/contracts'

/**
 * Runs a command's process. `--help` prints the usage on standard output, with status 0. An error prints one clear message on standard error,
 * with status 1.
 *
 * @param command receives the arguments after the command's name
 */
export async function runCommand(name: string, usage: string, command: (args: readonly string[]) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2)
  if (printHelpIfAsked(args, usage)) return
  try {
    await command(args)
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error
    console.error(`${name}: ${error.message}`)
    process.exitCode = 1
  }
}

/** Prints the usage if the arguments ask for it (`--help` or `-h`). @returns whether they did */
export function printHelpIfAsked(args: readonly string[], usage: string): boolean {
  const isAsked = args.includes('--help') || args.includes('-h')
  if (isAsked) console.log(usage)
  return isAsked
}
