import { expect, test } from 'vitest'
import { resume } from './resume-csv.ts'

async function* pieces(...texts: readonly string[]) {
  yield* texts
}

async function all(generator: AsyncGenerator<string>): Promise<string> {
  let text = ''
  for await (const piece of generator) text += piece
  return text
}

test('an export goes on after its first piece, to its end', async () => {
  expect(await all(resume('a', pieces('b', 'c'), () => {}))).toBe('abc')
})

test('an export is broken off where a piece takes too long to read', async () => {
  async function* hanging() {
    yield 'b'
    await new Promise(() => {})
  }
  const failures: unknown[] = []
  await expect(all(resume('a', hanging(), (error) => failures.push(error), 50))).rejects.toThrow('no answer within 50 ms')
  expect(failures).toHaveLength(1)
})

test('what is left of an export whose client has gone is not read', async () => {
  let isEnded = false
  async function* long() {
    try {
      for (;;) yield 'b'
    } finally {
      isEnded = true
    }
  }
  for await (const piece of resume('a', long(), () => {})) if (piece === 'b') break
  await Promise.resolve()
  expect(isEnded).toBe(true)
})
