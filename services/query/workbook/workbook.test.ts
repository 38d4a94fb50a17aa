import { buffer } from 'node:stream/consumers'
import * as fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { workbook } from './workbook.ts'
import { storedText } from './workbook-cells.ts'

const about = {
  content: 'users',
  columns: ['user_id', 'sessions', 'duration'],
  sums: ['sessions', 'duration'],
  subject: { networkId: 'acme' },
  lang: 'en',
} as const

async function* piecesOf(rows: readonly (readonly string[])[]) {
  for (const row of rows) yield [row]
}

const rowOf = (nth: number) => [`user ${nth}`, String(nth), `${nth}:00:00`]

/** What the file has on its sheets. */
async function sheetsOf(rows: readonly (readonly string[])[], rowsPerSheet?: number) {
  const { sheets } = await readXlsx(await buffer(workbook(piecesOf(rows), about, rowsPerSheet)))
  return sheets
}

describe('a workbook', () => {
  // A sheet of five has room for four rows below its header.
  test.each([
    [2, ['C2:C3']],
    [3, ['users!C2:C4']],
    [4, ['users!C2:C5']],
    [5, ['users!C2:C5', 'users_2!C2:C2']],
    [9, ['users!C2:C5', 'users_2!C2:C5', 'users_3!C2:C2']],
  ])('of %i rows goes on on another sheet where one is full, and sums all of them', async (count, ranges) => {
    const sheets = await sheetsOf(
      Array.from({ length: count }, (_, nth) => rowOf(nth + 1)),
      5,
    )
    expect(sheets.every(({ rows }) => rows.length <= 5 && rows[0]?.[1] === 'User')).toBe(true)
    const ids = sheets.flatMap(({ rows }) => rows.map((row) => row[1])).filter((id) => String(id).startsWith('user '))
    expect(ids).toEqual(Array.from({ length: count }, (_, nth) => `user ${nth + 1}`))
    const last = sheets.at(-1)
    const total = (count * (count + 1)) / 2
    expect(last?.rows.at(-1)?.slice(0, 3)).toEqual(['Total', null, total])
    expect(last?.cells?.get(`${(last?.rows.length ?? 0) - 1},2`)?.formula).toBe(`SUM(${ranges.join(',')})`)
  })

  test('breaks off where its rows cannot be read', async () => {
    async function* failing() {
      yield [rowOf(1)]
      throw new Error('connection lost')
    }
    await expect(buffer(workbook(failing(), about))).rejects.toThrow('connection lost')
  })

  test('asks for no more rows than are read', async () => {
    let asked = 0
    let isClosed = false
    async function* endless() {
      try {
        for (;;) yield [[`user ${Math.random()} ${asked++}`, '1', '0:00:01']]
      } finally {
        isClosed = true
      }
    }
    const file = workbook(endless(), about)
    await new Promise((resolve) => file.once('readable', resolve))
    const before = asked
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    expect(asked).toBeLessThan(before + 20_000)
    file.destroy()
    await expect.poll(() => isClosed).toBe(true)
  })
})

test('a stored text is read as what it was, and is no text that XML cannot have', () => {
  const part = fc.constantFrom('_', 'x', '0041', '00e9', 'FFFF', 'A', '\uFFFE', '\uFFFF')
  const decoded = (stored: string) => stored.replaceAll(/_x([\da-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const shown = parts.join('')
      expect(decoded(storedText(shown))).toBe(shown)
      expect(storedText(shown)).not.toMatch(/[\uFFFE\uFFFF]/)
    }),
  )
})
