import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../', import.meta.url)
const page = readFileSync(new URL('docs/privacy.md', root), 'utf8')

/** Each test that the page names, with the file that follows it; "…" stands for what differs between the cases of one. */
function namedTests(): { readonly name: string; readonly file: string }[] {
  const named: { name: string; file: string }[] = []
  let waiting: string[] = []
  for (const [, name, file] of page.matchAll(/(?<!\w)_([^_\n][^_]*)_(?!\w)|\(?`([^`]+\.test\.ts)`/g)) {
    if (name !== undefined) waiting.push(name.replaceAll(/\s+/g, ' '))
    else if (file !== undefined) {
      named.push(...waiting.map((test) => ({ name: test, file })))
      waiting = []
    }
  }
  expect(waiting).toEqual([])
  return named
}

/** What the tests of a file may be called on the page: their titles, and those of what they are in before them. */
function titlesOf(file: string): Set<string> {
  const source = readFileSync(new URL(file, root), 'utf8').replaceAll("\\'", "'")
  const titles = [...source.matchAll(/\(\s*(['"`])(.+)\1,\s+(?:async|\{|\()/g)].map(([, , title = '']) => title.replaceAll(/%\w|\$\w+/g, '…'))
  return new Set(titles.flatMap((title) => [title, ...titles.map((outer) => `${outer} ${title}`)]))
}

test.each(namedTests())('the page on privacy names a test that is there: $name', ({ name, file }) => {
  expect([...titlesOf(file)]).toContain(name)
})
