import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { readLines } from '../input-lines.ts'
import { LineSplitter } from '../line-splitter.ts'
import type { Lines } from '../lines.ts'

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

  test('without an end are cut, wherever that comes, and what follows is numbered right', async () => {
    for (const length of [16 * 2 ** 20, 17 * 2 ** 20 + 5]) {
      const [first, second] = await linesOf(`${'x'.repeat(length)}\nb\n`)
      expect(first?.[1].length).toBe(16 * 2 ** 20)
      expect(second).toEqual([2, 'b'])
    }
    expect((await linesOf(`a\n${'x'.repeat(16 * 2 ** 20 + 9)}`)).map(([line, text]) => [line, text.length])).toEqual([
      [1, 1],
      [2, 16 * 2 ** 20],
    ])
  })

  test('are the same however the file is cut into chunks', () => {
    const content = fc
      .array(fc.constantFrom('{"a":1}', ' ', '\t', '\r', '\n', '\r\n', '\uFEFF', 'é', 'xyz'), { maxLength: 60 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(content, fc.array(fc.nat({ max: 40 })), (text, cuts) => {
        const bytes = Buffer.from(text)
        const splitter = new LineSplitter()
        const lines: [number, string][] = []
        const take = (some: Lines) => {
          for (const { line, value } of some) lines.push([line, value.toString()])
        }
        let from = 0
        for (const length of [...cuts, bytes.length]) {
          // What came before must not be looked at any more.
          const chunk = Buffer.from(bytes.subarray(from, from + length))
          take(splitter.split(chunk))
          chunk.fill(0)
          from += length
        }
        take(splitter.end())
        const all = bytes
          .toString()
          .replace(/^\uFEFF/, '')
          .split('\n')
        const expected = all.flatMap((line, n): [number, string][] => (/^[ \t\r]*$/.test(line) ? [] : [[n + 1, line.replace(/\r$/, '')]]))
        expect(lines).toEqual(expected)
      }),
      propertyParameters(),
    )
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
