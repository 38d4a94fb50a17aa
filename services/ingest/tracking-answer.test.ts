import { HttpProblem } from '@stitchlog/http-kit'
import type { LedgerEntry } from '@stitchlog/store'
import { growingNetworkLedger } from '@stitchlog/timeline'
import { expect, test } from 'vitest'
import { switchPageOf, trackingAnswer } from './tracking-answer.ts'

function answerOf(changes: readonly LedgerEntry[], now: number, cursor?: string, limit = 50) {
  const network = growingNetworkLedger(changes)
  const authors = new Map(changes.map(({ at, changedBy }) => [at, changedBy ?? null]))
  return trackingAnswer('acme', network, switchPageOf(network, cursor, limit), authors, now, 400)
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
    entry({ change: 'on', at: 10 }, 'j'),
  ]
  const answer = answerOf(changes, 100)
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
  const changes = Array.from({ length: 23 }, (_, at) => entry({ change: at % 3 === 0 ? 'off' : 'on', at }, `${at}`))
  const whole = answerOf(changes, 21, undefined, 200)
  expect(whole.changes).toHaveLength(15)
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
    expect(() => switchPageOf(undefined, cursor, 50)).toThrow(HttpProblem)
})
