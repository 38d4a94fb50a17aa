import { foldLedger, trackingStateOf } from '@stitchlog/timeline'
import { expect, test } from 'vitest'
import { KnownChanges } from '../../packages/store/src/ledger/known-changes.ts'
import type { LedgerEntry } from '../../packages/store/src/ledger/ledger-entry.ts'
import { noOpOf } from '../../packages/store/src/ledger/tracking-ledger.ts'

const historyLength = 100_000
const changeCount = 1000

/** Each change used to cost a tenth of a second or more in such a network, and every other one waited for it: minutes for all of these. */
const limitMs = 10_000

const entryAt = (at: number): LedgerEntry => {
  const common = { networkId: 'busy', at, changeId: String(at).padStart(13, '0') }
  if (at % 10 === 0) return { ...common, change: 'erase', userId: `user ${at % 70}` }
  return { ...common, change: at % 2 === 0 ? 'on' : 'off' }
}

test('a change costs the same in a network with a long history, and is decided on as quickly', { timeout: 600_000 }, () => {
  const history = Array.from({ length: historyLength }, (_, at) => entryAt(at))
  const known = new KnownChanges()
  known.add(history)
  const beganAt = performance.now()
  for (let at = historyLength; at < historyLength + changeCount; at++) {
    const entry = entryAt(at)
    noOpOf(known.ledger.get('busy'), entry, 'boss', at)
    known.add([entry])
    trackingStateOf(known.ledger.get('busy'), at)
    history.push(entry)
  }
  expect(performance.now() - beganAt).toBeLessThan(limitMs)

  const { periods, userErasedUntil } = known.ledger.get('busy') ?? {}
  const whole = foldLedger(history).get('busy')
  expect(periods).toEqual(whole?.periods)
  expect(userErasedUntil).toEqual(whole?.userErasedUntil)
})
