import { createLogger, createMetrics, Health } from '@stitchlog/service-kit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchLedgerExport } from './ledger-export.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a folder that was empty is told of once in the log, and by a notice until it is another one', async () => {
  const ledgerExport = { behindMs: 0, wasBegunAnew: true, isOfDatabase: () => false, refresh: vi.fn(async () => {}) }
  const log = createLogger('test', 'silent')
  const warn = vi.spyOn(log, 'warn')
  const stopping = new AbortController()
  const notices = watchLedgerExport(ledgerExport, { metrics: createMetrics(), health: new Health(() => 0), log, signal: stopping.signal })
  await vi.advanceTimersByTimeAsync(6000)
  expect(ledgerExport.refresh.mock.calls.length).toBeGreaterThan(1)
  expect(notices()).toEqual([expect.stringMatching(/^the folder of the ledger export was empty, .* mounted\?$/)])
  expect(warn.mock.calls).toEqual([[{}, 'ledger-export-begun-anew']])
  ledgerExport.wasBegunAnew = false
  await vi.advanceTimersByTimeAsync(4000)
  expect(notices()).toEqual([])
  stopping.abort()
})
