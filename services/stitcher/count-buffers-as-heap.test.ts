import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { accountingFlag } from './count-buffers-as-heap.ts'

test('this Node knows the flag: it would be ignored otherwise', () => {
  expect(execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8', maxBuffer: 2 ** 24 })).toContain(accountingFlag)
})
