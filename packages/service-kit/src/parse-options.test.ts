import { expect, test } from 'vitest'
import { parseOptions } from './parse-options.ts'

const usage = 'usage: npm run example -- [--out DIR] [--fast]'
const options = { out: { type: 'string' }, fast: { type: 'boolean' } } as const

test('options and arguments are told apart', () => {
  const { values, positionals } = parseOptions(['list', '--out', 'here', '--fast'], { usage, options, maxPositionals: 1 })
  expect([values.out, values.fast, positionals]).toEqual(['here', true, ['list']])
})

test.each([
  [['--colour', 'red'], '--colour: no such option'],
  [['--colour=red'], '--colour: no such option'],
  [['-x'], '-x: no such option'],
  [['--out'], '--out: needs a value'],
  [['--out', '--fast'], '--out: needs a value'],
  [['--fast=yes'], '--fast: takes no value'],
  [['more'], 'more: no such argument'],
])('%j: what is wrong is named first', (args, complaint) => {
  expect(() => parseOptions(args, { usage, options })).toThrow(expect.objectContaining({ code: 'usage', message: `${complaint}\n\n${usage}` }))
})

test('an argument too many is named', () => {
  expect(() => parseOptions(['list', 'put-back'], { usage, options, maxPositionals: 1 })).toThrow(/^put-back: no such argument/)
})
