import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Builds the administrator's view before the tests. It takes less than a second, so that finding out whether it is needed would save nothing. */
export async function buildView(): Promise<void> {
  await promisify(execFile)('npm', ['run', '--silent', 'build:view'], { cwd: `${import.meta.dirname}/..` })
}
