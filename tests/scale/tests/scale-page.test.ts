import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { scaleTables } from '../scale-table.ts'

test('the page about scale has the tables that the simulation gives', () => {
  const page = readFileSync(new URL('../../../docs/scale.md', import.meta.url), 'utf8')
  const cells = (text: string) => text.replaceAll(/[ -]*\|[ :-]*/g, '|')
  for (const part of scaleTables().split('\n\n')) expect(cells(page.replaceAll(/\s*\n/g, '\n'))).toContain(cells(part.replaceAll(/\s*\n/g, '\n')))
})
