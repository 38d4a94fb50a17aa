import { expect, test } from 'vitest'
import { withIdleTimes } from './idle-times.ts'

/** Yields some values, and then nothing for ever. */
async function* thenSilence(...values: readonly number[]) {
  yield* values
  await new Promise(() => {})
}

test('says when nothing came for some time, loses nothing, and ends with its source', async () => {
  async function* slowly() {
    yield 1
    await new Promise((resolve) => setTimeout(resolve, 60))
    yield 2
  }
  const seen: (number | 'idle')[] = []
  for await (const value of withIdleTimes(slowly(), 10)) seen.push(value)
  expect(seen.filter((value) => value !== 'idle')).toEqual([1, 2])
  expect(seen.slice(1, -1)).toContain('idle')
})

test.each(['idle', 1])('whoever fails at %s does not wait for a source that is silent', { timeout: 60_000 }, async (at) => {
  const reading = async () => {
    for await (const value of withIdleTimes(thenSilence(1), 10)) if (value === at) throw new Error('the disk is full')
  }
  await expect(reading()).rejects.toThrow('the disk is full')
})

test('lets a source end that is not waiting for anything', async () => {
  let isEnded = false
  async function* source() {
    try {
      yield 1
      yield 2
    } finally {
      await Promise.resolve()
      isEnded = true
    }
  }
  for await (const _ of withIdleTimes(source(), 1000)) break
  expect(isEnded).toBe(true)
})

test('passes on what the source throws, also after idle times', async () => {
  async function* failing() {
    await new Promise((resolve) => setTimeout(resolve, 30))
    yield* []
    throw new Error('no broker')
  }
  const reading = async () => {
    for await (const _ of withIdleTimes(failing(), 5));
  }
  await expect(reading()).rejects.toThrow('no broker')
})
