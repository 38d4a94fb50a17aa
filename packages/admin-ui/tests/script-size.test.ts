import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const assets = new URL('../dist/assets/', import.meta.url)

test('what other pages load is at most 45 kB, gzipped', () => {
  const [script = ''] = readdirSync(assets).filter((file) => /^src-.*\.js$/.test(file))
  expect(gzipSync(readFileSync(new URL(script, assets)), { level: 9 }).length).toBeLessThanOrEqual(45_000)
})
