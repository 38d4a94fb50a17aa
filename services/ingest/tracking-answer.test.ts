import type { LedgerEntry } from '@stitchlog/store'
import { expect, test } from 'vitest'
import { trackingAnswer } from './tracking-answer.ts'

const entry = (
  change: LedgerEntry extends infer Entry ? (Entry extends unknown ? Omit<Entry, 'networkId' | 'changeId' | 'changedBy'> : never) : never,
  by: string,
): LedgerEntry => ({
  networkId: 'acme',
  changeId: String(change.at).padStart(3, '0'),
  changedBy: by,
  ...change,
})

test('changes are what changed something, whatever the ledger has besides', () => {
  const changes = [
    entry({ change: 'off', at: 1 }, 'a'),
    entry({ change: 'on', at: 2 }, 'b'),
    entry({ change: 'on', at: 3, inactivityTimeoutSeconds: { mobile: 300, web: 1800 } }, 'c'),
    entry({ change: 'retention', at: 4, days: 30 }, 'd'),
    entry({ change: 'on', at: 5, inactivityTimeoutSeconds: { web: 60 } }, 'e'),
    entry({ change: 'erase', at: 6 }, 'f'),
    entry({ change: 'on', at: 7, inactivityTimeoutSeconds: { web: 60 } }, 'g'),
    entry({ change: 'off', at: 8 }, 'h'),
    entry({ change: 'off', at: 9 }, 'i'),
    entry({ change: 'on', at: 10 }, 'j'),
  ]
  const answer = trackingAnswer('acme', changes, 100, 400)
  expect(answer.changes.map(({ change, by, inactivityTimeoutSeconds }) => [change, by, inactivityTimeoutSeconds?.web])).toEqual([
    ['on', 'b', 1800],
    ['on', 'e', 60],
    ['off', 'h', undefined],
    ['on', 'j', 1800],
  ])
  expect(answer).not.toHaveProperty('countsFrom')
})

test('a switch that counts later is told with its instant, beside what holds until then', () => {
  const changes = [entry({ change: 'on', at: 10 }, 'a'), entry({ change: 'off', at: 3000 }, 'b')]
  expect(trackingAnswer('acme', changes, 2999, 400)).toMatchObject({
    enabled: true,
    since: '1970-01-01T00:00:00.010+00:00',
    countsFrom: '1970-01-01T00:00:03.000+00:00',
    changes: [{ change: 'on' }, { change: 'off', at: '1970-01-01T00:00:03.000+00:00' }],
  })
  const after = trackingAnswer('acme', changes, 3000, 400)
  expect(after.enabled).toBe(false)
  expect(after).not.toHaveProperty('countsFrom')
})
