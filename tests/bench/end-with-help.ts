import { readFileSync } from 'node:fs'
import { printHelpIfAsked } from '@stitchlog/service-kit'

/** Where `--help` is asked for, prints what the script's first comment says of its use, and ends the process with status 0. */
export function endWithHelpIfAsked(file: string): void {
  const [header = ''] = /^(?:\/\/.*\n)+/.exec(readFileSync(file, 'utf8')) ?? []
  if (printHelpIfAsked(process.argv.slice(2), `usage: ${header.replaceAll(/^\/\/ ?/gm, '').trim()}`)) process.exit(0)
}
