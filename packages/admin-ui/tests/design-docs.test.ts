import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { colours } from '../src/styles/colours.ts'

const source = new URL('../src/', import.meta.url)
const docs = readFileSync(new URL('../../../docs/admin-ui.md', import.meta.url), 'utf8')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
const read = (file: string) => readFileSync(new URL(file, source), 'utf8')

test('the colours that the documentation lists are those of the view, with their defaults', () => {
  const listed = [...docs.matchAll(/^\| `--activity-([\w-]+)` +\| `([^`]+)` +\| `([^`]+)`/gm)].map(([, name, light, dark]) => [name, light, dark])
  const onGround = (colour: string) => colour.replace('var(--', 'var(--activity-')
  const expected = Object.entries(colours).map(([name, colour]) =>
    typeof colour === 'string' ? [name, onGround(colour), onGround(colour)] : [name, ...colour],
  )
  expect(listed).toEqual(expected)
})

test('every property that pages can set is documented', () => {
  const used = new Set(files.flatMap((file) => [...read(file).matchAll(/var\((--activity-[a-z][\w-]*)\s*,/g)].map(([, name]) => name)))
  expect(used).toEqual(new Set(['--activity-font-size', '--activity-radius', '--activity-control-radius']))
  for (const name of used) expect(docs).toContain(`\`${name}`)
})

test('no length hangs on the root of the page, no look on its window, and no colour stands outside of the list', () => {
  expect(files.length).toBeGreaterThan(80)
  for (const file of files) {
    const text = read(file)
    expect(text, file).not.toMatch(/\d+rem\b/)
    expect(text, file).not.toMatch(/@media \((?:min|max)-width/)
    if (file !== 'styles/colours.ts') expect(text, file).not.toMatch(/(?::|,|\() ?#[\da-f]{3,8}\b|\brgba?\(|light-dark\((?!\$)/i)
  }
})

test('what depends on a side is said in terms of the text', () => {
  const physical = /\b(?:margin|padding|border)-(?:left|right)\b|\btext-align: (?:left|right)\b|^\s+(?:left|right):/m
  for (const file of files) expect(read(file), file).not.toMatch(physical)
})

test('the slots that the documentation lists are those of the view', () => {
  const [, table = ''] = /### Slots\n([\s\S]*?)\n##/.exec(docs) ?? []
  const listed = [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name)
  const found = new Set(files.flatMap((file) => [...read(file).matchAll(/<slot name="([\w-]+)"/g)].map(([, name]) => name)))
  expect(new Set(listed)).toEqual(found)
})
