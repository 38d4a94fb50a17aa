import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

/**
 * Minified, because each page compiles it anew: half as many bytes as what `axe-core` exports. It puts off the end of each of its hundred rules by
 * a timer, which took four times as long as the rules; here the next one follows at once.
 */
const source = `((setTimeout) => {
${readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')}
})((run, ms, ...rest) => ms > 0 ? window.setTimeout(run, ms, ...rest) : queueMicrotask(() => run(...rest)))`

/** What axe-core finds wrong with a page as it is now, one line each. */
export async function violationsIn(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's content policy does not bind.
  await page.evaluate(source)
  const found: unknown = await page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ passes, violations }) => [
    ...(passes.length > 10 ? [] : ['axe-core looked at next to nothing']),
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' at ' + JSON.stringify(target) + ': ' + failureSummary)),
  ])`)
  return Array.isArray(found) ? found.map(String) : ['axe-core did not answer']
}
