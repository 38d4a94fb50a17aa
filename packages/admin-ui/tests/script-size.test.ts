import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

/** A script and all that it imports at once, without what is read when it is needed. */
function readScripts(script: URL, read = new Set<string>()): Set<string> {
  if (read.has(script.href)) return read
  read.add(script.href)
  for (const [, name = ''] of readFileSync(script, 'utf8').matchAll(/(?:from|import)\s*["'](\.[^"']+)["']/g)) readScripts(new URL(name, script), read)
  return read
}

test('what other pages load is at most 45 kB, gzipped', () => {
  const scripts = [...readScripts(new URL('../dist/activity-overview.js', import.meta.url))]
  expect(scripts.length).toBeGreaterThan(1)
  const bytes = scripts.map((script) => gzipSync(readFileSync(new URL(script)), { level: 9 }).length)
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(45_000)
})
