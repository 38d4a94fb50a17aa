/**
 * The arguments of a script that takes whole numbers only, or what stands for those that are left out. Ends the process with status 1 and names what
 * is no whole number, or one too many.
 */
export function wholeNumbers(standards: readonly number[]): number[] {
  const args = process.argv.slice(2)
  const wrong = args.find((text, index) => index >= standards.length || !/^[0-9]{1,15}$/.test(text))
  if (wrong !== undefined) {
    console.error(`${wrong}: no such ${wrong.startsWith('-') ? 'option' : 'argument'}; --help tells what there is`)
    process.exit(1)
  }
  return standards.map((standard, index) => Number(args[index] ?? standard))
}
