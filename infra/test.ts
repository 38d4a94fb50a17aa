import { spawn } from 'node:child_process'
import { once } from 'node:events'

// node infra/test.ts [ARGUMENTS OF VITEST]
//
// What `npm test` runs: the static checks, and beside them the tests of every day. If a check fails, it says so, ends the tests and fails. Otherwise the
// last line is the summary of the tests.

const tests = spawn('vitest', ['run', '--project=!faults', ...process.argv.slice(2)], { stdio: 'inherit' })
const checks = spawn('npm', ['run', '--silent', 'check'], { stdio: ['ignore', 'pipe', 'pipe'] })
const said: Buffer[] = []
for (const stream of [checks.stdout, checks.stderr]) stream.on('data', (chunk) => said.push(chunk))
// A terminal interrupts the tests too, which then say what they have found.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => tests.kill())

const testsEnd = once(tests, 'exit')
const [checkStatus] = await once(checks, 'close')
if (checkStatus !== 0) {
  process.stderr.write(Buffer.concat(said))
  console.error('The static checks failed.')
  tests.kill()
}
const [testStatus] = await testsEnd
process.exitCode = checkStatus === 0 && testStatus === 0 ? 0 : 1
