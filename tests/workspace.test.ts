import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('packages are installed for the Node that runs them', () => {
  const settings = readFileSync(new URL('../pnpm-workspace.yaml', import.meta.url), 'utf8')
  expect(/^nodeVersion: (\S+)$/m.exec(settings)?.[1]).toBe(process.versions.node)
})
