import { ExplainedError } from '@stitchlog/contracts'

/**
 * The life of a command's process: `--help` prints how it is used, on standard output and with status 0; what the command cannot do is one clear
 * message on standard error, with status 1.
 *
 * @param command what it does with the arguments that follow its name
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

/** Prints the usage where the arguments ask for it (`--help` or `-h`); whether they did. */
export function printHelpIfAsked(args: readonly string[], usage: string): boolean {
  const isAsked = args.includes('--help') || args.includes('-h')
  if (isAsked) console.log(usage)
  return isAsked
}
