import { HttpProblem } from '@stitchlog/http-kit'
import type { LedgerEntry } from '@stitchlog/store'
import { growingNetworkLedger } from '@stitchlog/timeline'
import { expect, test } from 'vitest'
import { changePageOf, trackingAnswer } from './tracking-answer.ts'

function answerOf(changes: readonly LedgerEntry[], now: number, cursor?: string, limit = 50) {
  const network = growingNetworkLedger(changes)
  const authorsOf = (isRetention: boolean) =>
    new Map(changes.flatMap(({ change, at, changedBy }) => ((change === 'retention') === isRetention ? [[at, changedBy ?? null] as const] : [])))
  const authors = { switch: authorsOf(false), retention: authorsOf(true) }
  return trackingAnswer('acme', network, changePageOf(network, cursor, limit), authors, now, 400)
}

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
    entry({ change: 'retention', at: 9, days: 30 }, 'k'),
    entry({ change: 'on', at: 10 }, 'j'),
    entry({ change: 'retention', at: 10, days: 90 }, 'l'),
  ]
  const answer = answerOf(changes, 100)
  expect(answer.changes.map(({ at, ...change }) => ({ ...change, at: Date.parse(at) }))).toEqual([
    { change: 'on', at: 2, by: 'b', inactivityTimeoutSeconds: { mobile: 300, web: 1800 } },
    { change: 'retention', at: 4, by: 'd', retentionDays: 30, retentionDaysBefore: 400 },
    {
      change: 'on',
      at: 5,
      by: 'e',
      inactivityTimeoutSeconds: { mobile: 300, web: 60 },
      inactivityTimeoutSecondsBefore: { mobile: 300, web: 1800 },
    },
    { change: 'off', at: 8, by: 'h' },
    // At one instant the retention comes first.
    { change: 'retention', at: 10, by: 'l', retentionDays: 90, retentionDaysBefore: 30 },
    { change: 'on', at: 10, by: 'j', inactivityTimeoutSeconds: { mobile: 300, web: 1800 } },
  ])
  expect(answer).not.toHaveProperty('countsFrom')
})

test('a switch that counts later is told with its instant, beside what holds until then', () => {
  const changes = [entry({ change: 'on', at: 10 }, 'a'), entry({ change: 'off', at: 3000 }, 'b')]
  expect(answerOf(changes, 2999)).toMatchObject({
    enabled: true,
    since: '1970-01-01T00:00:00.010+00:00',
    countsFrom: '1970-01-01T00:00:03.000+00:00',
    changes: [{ change: 'on' }, { change: 'off', at: '1970-01-01T00:00:03.000+00:00' }],
  })
  const after = answerOf(changes, 3000)
  expect(after.enabled).toBe(false)
  expect(after).not.toHaveProperty('countsFrom')
})

test('pages lead from the newest changes to the first, each change once, and tell the same state and what is still to come', () => {
  const switches = Array.from({ length: 23 }, (_, at) => entry({ change: at % 3 === 0 ? 'off' : 'on', at }, `${at}`))
  // At the instants of switches, and between them.
  const retentions = [2, 4, 9, 21].map((at) => entry({ change: 'retention', at, days: at }, `days ${at}`))
  const changes = [...switches, ...retentions]
  const whole = answerOf(changes, 21, undefined, 200)
  expect(whole.changes).toHaveLength(19)
  expect(whole).toMatchObject({ nextCursor: null, countsFrom: '1970-01-01T00:00:00.022+00:00' })
  for (let limit = 1; limit <= whole.changes.length + 1; limit++) {
    const pages = []
    let cursor: string | undefined
    do {
      const page = answerOf(changes, 21, cursor, limit)
      const { changes: ofPage, nextCursor, ...state } = page
      expect({ ...state, changes: whole.changes, nextCursor: null }).toEqual(whole)
      expect(ofPage.length).toBeLessThanOrEqual(limit)
      pages.unshift(...ofPage)
      cursor = nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(pages).toEqual(whole.changes)
  }
})

test('a cursor that is not of this list is refused', () => {
  const ofAnotherList = Buffer.from(JSON.stringify(['occurredAt', 1, '', null])).toString('base64url')
  for (const cursor of ['', 'x', ofAnotherList, Buffer.from('["changes",-1,"",null]').toString('base64url')])
    expect(() => changePageOf(undefined, cursor, 50)).toThrow(HttpProblem)
})
