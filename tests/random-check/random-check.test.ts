import { expect, test } from 'vitest'
import { checkSeed } from './check-seed.ts'
import { withCheckedServer } from './checked-server.ts'

test('hundreds of heartbeats a user in any order, a fifth of them sent twice: each day, list and file over HTTP is right', async () => {
  const seeds = [1, Math.floor(Math.random() * 2 ** 31)]
  await withCheckedServer(seeds, async (api) => {
    for (const seed of seeds) {
      const { checks, wrong } = await checkSeed(api, seed, Date.now())
      expect(wrong).toEqual([])
      expect(checks).toBeGreaterThan(50)
    }
  })
})
