import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with one plain line for whoever reads the log of a build: `N passed, N failed`, and `, N skipped` where any were. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errorsOfNoTest: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state)
      for (const state of states) counts[state]++
      // A file that cannot be read, or whose preparation failed, has no test that failed.
      if (module.state() === 'failed' && !states.includes('failed')) counts.failed++
    }
    // Thrown where no test waits for it, it fails the run, whichever tests have passed.
    counts.failed += errorsOfNoTest.length
    const skipped = counts.skipped + counts.pending
    console.log(`${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  }
}
