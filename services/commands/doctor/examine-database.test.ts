import { expect, test } from 'vitest'
import { clock, serverFindings } from './examine-database.ts'

const well = { version: '26.7.2.1', disks: [{ name: 'default', freeBytes: 50, totalBytes: 100 }], stuckMutations: [], sickReplicas: [], ledgers: [] }
const node = (name: string, changes: number, checksum = '1') => ({ node: name, changes, checksum })

const worst = (state: Partial<typeof well> | object) =>
  serverFindings({ ...well, ...state }).flatMap(({ check, severity, what }) => (severity === 'fine' ? [] : [`${severity} ${check}: ${what}`]))

test.each([
  ['nothing', {}, []],
  ['a disk with a tenth left', { disks: [{ name: 'default', freeBytes: 10, totalBytes: 100 }] }, []],
  [
    'a disk with less',
    { disks: [{ name: 'default', freeBytes: 9, totalBytes: 100 }] },
    [/^warning disk: The disk default of ClickHouse has 9 % left/],
  ],
  ['a full disk', { disks: [{ name: 'cold', freeBytes: 0, totalBytes: 100 }] }, [/^critical disk: The disk cold of ClickHouse has 0 % left/]],
  [
    'a replica that takes no writes',
    { sickReplicas: [{ table: 'tracking_ledger', isReadOnly: true, queued: 0 }] },
    [/^critical replication: A replica of tracking_ledger takes no/],
  ],
  [
    'a replica that is behind',
    { sickReplicas: [{ table: 'user_days', isReadOnly: false, queued: 101 }] },
    [/^warning replication: .* is 101 steps behind/],
  ],
  [
    'a deletion that is stuck',
    { stuckMutations: [{ table: 'session_spans', count: 2, error: 'NOT_ENOUGH_SPACE' }] },
    [/^critical mutations: 2 changes of session_spans .*\(NOT_ENOUGH_SPACE\)/],
  ],
  ['ledgers that are alike', { ledgers: [node('a', 3), node('b', 3)] }, []],
  ['a ledger that lacks a change', { ledgers: [node('a', 3), node('b', 2)] }, [/^critical ledger: .*a has 3 changes, b has 2 changes/]],
  ['a ledger with another change', { ledgers: [node('a', 3), node('b', 3, '2')] }, [/^critical ledger: /]],
])('%s of a server shows', (_, state, expected) => {
  expect(worst(state)).toEqual(expected.map((each) => expect.stringMatching(each)))
})

test.each([
  [0, 0, 'fine'],
  [499, 0, 'fine'],
  [-500, 0, 'warning'],
  [999, 0, 'warning'],
  [-1000, 0, 'critical'],
  [-999, 500, 'fine'],
  [1499, 500, 'warning'],
  [1500, 500, 'critical'],
])('a clock that is %i ms off, to %i ms, is %s', (aheadMs, exactToMs, severity) => {
  expect(clock('ClickHouse', aheadMs, exactToMs).severity).toBe(severity)
})
