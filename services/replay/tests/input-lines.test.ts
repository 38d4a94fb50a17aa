import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { readLines } from '../input-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'stitchlog-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function linesOf(content: string | Buffer): Promise<[number, string][]> {
  const file = join(folder, 'input')
  writeFileSync(file, content)
  const all: [number, string][] = []
  for await (const lines of readLines(file)) for (const { line, value } of lines) all.push([line, value.toString()])
  return all
}

describe('lines of a file', () => {
  test('end with LF or CR LF, the last one with or without', async () => {
    const expected = [
      [1, 'a'],
      [2, 'b'],
    ]
    expect(await linesOf('a\nb\n')).toEqual(expected)
    expect(await linesOf('a\r\nb\r\n')).toEqual(expected)
    expect(await linesOf('a\nb')).toEqual(expected)
    expect(await linesOf('a\nb\r')).toEqual(expected)
  })

  test('that are blank are numbered and passed over', async () => {
    expect(await linesOf('\n \t\r\na\n\n\r\nb')).toEqual([
      [3, 'a'],
      [6, 'b'],
    ])
    expect(await linesOf('')).toEqual([])
    expect(await linesOf('\n\n')).toEqual([])
  })

  test('lose a byte-order mark at the start of the file, and only there', async () => {
    expect(await linesOf('\uFEFFa\n\uFEFFb')).toEqual([
      [1, 'a'],
      [2, '\uFEFFb'],
    ])
  })

  test('may lie over the edges of what is read at once', async () => {
    const lines = Array.from({ length: 300_000 }, (_, index) => `line ${index} ${'x'.repeat(index % 37)}`)
    expect((await linesOf(lines.join('\n'))).map(([, text]) => text)).toEqual(lines)
  })

  test('of a gzip file are those inside, of all its members, whatever its name', async () => {
    expect(await linesOf(Buffer.concat([gzipSync('a\nb'), gzipSync('c\nd\n')]))).toEqual([
      [1, 'a'],
      [2, 'bc'],
      [3, 'd'],
    ])
  })

  test('without an end are cut, and what follows is numbered right', async () => {
    const [first, second] = await linesOf(`${'x'.repeat(40 * 2 ** 20)}\nb\n`)
    expect(first?.[1].length).toBe(16 * 2 ** 20)
    expect(second).toEqual([2, 'b'])
  })
})

describe('a file that cannot be read is explained', () => {
  const readAll = async (file: string) => {
    for await (const _ of readLines(file));
  }

  test('where it is missing, a folder, or broken gzip', async () => {
    await expect(readAll(join(folder, 'missing'))).rejects.toMatchObject({ code: 'input-unreadable', message: expect.stringContaining('missing') })
    await expect(readAll(folder)).rejects.toMatchObject({ code: 'input-unreadable' })
    const file = join(folder, 'broken')
    writeFileSync(file, gzipSync('x'.repeat(100_000)).subarray(0, 60))
    await expect(readAll(file)).rejects.toMatchObject({ code: 'input-unreadable' })
  })
})
