import { execFileSync } from 'node:child_process'

/** Builds the administrator's view before the tests. It takes less than a second, so that finding out whether it is needed would save nothing. */
export default function buildView(): void {
  execFileSync('npm', ['run', '--silent', 'build:view'], { cwd: `${import.meta.dirname}/..`, stdio: ['ignore', 2, 2] })
}
