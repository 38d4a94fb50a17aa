import { afterAll, vi } from 'vitest'
import { closeLeftOpen } from './left-open.ts'

// Runs with each test file, and after all that the file does itself: others come after it in the same process.
afterAll(async () => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  await closeLeftOpen()
})
