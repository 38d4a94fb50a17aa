import { expect, test } from 'vitest'
import { dropReasons } from './drop-reasons.ts'

test('the reasons are a closed list, in the order in which they are looked for', () => {
  expect(dropReasons).toEqual(['malformed', 'unknown-time-zone', 'future', 'expired', 'erased', 'not-tracked'])
})
