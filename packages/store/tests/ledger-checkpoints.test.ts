import { foldLedger } from '@stitchlog/timeline'
import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { rounds } from '../../../tests/rounds.ts'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { deleteNetwork, type LedgerEntry, readFoldedLedger, writeLedgerCheckpoints } from '../src/index.ts'
import { ledgerColumns, ledgerRowOf } from '../src/ledger/ledger-entry.ts'
import { sqlText } from '../src/sql/sql-text.ts'
import { emptyTable, openTemporaryStore } from './temporary-store.ts'

const minuteMs = 60_000
const start = Date.parse('2026-11-25T12:00Z')

let opened: Awaited<ReturnType<typeof openTemporaryStore>>
beforeAll(async () => {
  opened = await openTemporaryStore()
})
beforeEach(async () => {
  await emptyTable(opened.store, 'tracking_ledger')
  await emptyTable(opened.store, 'ledger_checkpoints')
})
afterAll(() => opened.close())

/** Stores entries as if they had been inserted so many minutes after `start`. */
async function insert(entries: readonly LedgerEntry[], minutes: number): Promise<void> {
  if (entries.length === 0) return
  const insertedAt = new Date(start + minutes * minuteMs).toISOString().slice(0, -1)
  const rows = entries.map((entry) => `${ledgerRowOf(entry).trimEnd()}\t${insertedAt}\n`).join('')
  await opened.store.insertRows('tracking_ledger', [...ledgerColumns, 'inserted_at'], Buffer.from(rows))
}

const change = fc.record({
  networkId: fc.constantFrom('a', "b'\\", 'few'),
  kind: fc.constantFrom('on', 'on', 'off', 'off', 'retention', 'erase'),
  at: fc.nat(400),
  number: fc.integer({ min: 60, max: 62 }),
})

/** @param phase makes ids that no other phase has */
const entriesOf = (phase: string, changes: readonly { networkId: string; kind: string; at: number; number: number }[]): LedgerEntry[] =>
  changes.map(({ networkId, kind, at, number }, nth) => {
    const common = { networkId, at, changeId: `${phase}${String(nth).padStart(4, '0')}` }
    if (kind === 'on') return { ...common, change: 'on', ...(number === 60 ? {} : { inactivityTimeoutSeconds: { web: number } }) }
    if (kind === 'off') return { ...common, change: 'off' }
    if (kind === 'retention') return { ...common, change: 'retention', days: number }
    return { ...common, change: 'erase', ...(number === 60 ? {} : { userId: `user ${number}` }) }
  })

/** Long enough for a checkpoint of `a` and `b`, and none of `few`. */
const long = fc
  .tuple(
    fc.array(
      change.map((each) => ({ ...each, networkId: each.networkId === 'few' ? 'a' : each.networkId })),
      { minLength: 300, maxLength: 350 },
    ),
    fc.array(change, { maxLength: 20 }),
  )
  .map(([many, some]) => [...many, ...some])

test('a start from checkpoints knows what the whole ledger amounts to, whatever came after them, late or twice', async () => {
  const { seed } = propertyParameters()
  await fc.assert(
    fc.asyncProperty(
      long,
      fc.array(change, { maxLength: 30 }),
      fc.array(change, { maxLength: 3 }),
      fc.boolean(),
      async (before, after, late, isTwice) => {
        await emptyTable(opened.store, 'tracking_ledger')
        await emptyTable(opened.store, 'ledger_checkpoints')
        const first = entriesOf('a', before)
        await insert(first, 0)
        // What the checkpoints cover ends 15 minutes before this.
        const [newest, others] = [entriesOf('b', after), entriesOf('c', late)]
        await insert(newest.slice(0, 1), 20)
        const written = await writeLedgerCheckpoints(opened.store)
        expect(written).toBe(newest.length === 0 ? 0 : 2)
        await insert(newest.slice(1), 21)
        // Inserted before what they cover ends, which no insert should be; and again, as by a client that had no answer.
        await insert(others, 1)
        if (isTwice) await insert(first.slice(100, 120), 30)
        const expected = foldLedger([...first, ...newest, ...others])
        const { ledger } = await readFoldedLedger(opened.store, { fromCheckpoints: true, rowsPerPage: 20 })
        expect(ledger).toEqual(expected)
      },
    ),
    // Each case is several statements.
    { seed, numRuns: rounds(6, 20) },
  )
})

/** Switches of one network in turn, so that each of them counts. */
const switches = (networkId: string, from: number, count: number): LedgerEntry[] =>
  Array.from({ length: count }, (_, nth): LedgerEntry => {
    const at = from + nth
    return { networkId, at, changeId: String(at).padStart(6, '0'), change: at % 2 === 0 ? 'on' : 'off' }
  })

/** How many rows of the ledger a start reads. */
async function rowsOfStart(): Promise<number> {
  let rows = 0
  const ledgerQueries: typeof opened.store.ledgerQueries = {
    ...opened.store.ledgerQueries,
    async selectRows<Row extends readonly unknown[]>(...parameters: Parameters<typeof opened.store.ledgerQueries.selectRows>) {
      const found = await opened.store.ledgerQueries.selectRows<Row>(...parameters)
      if (parameters[0].includes('change_id, change,')) rows += found.length
      return found
    },
  }
  await readFoldedLedger({ ledgerQueries }, { fromCheckpoints: true })
  return rows
}

test('what it reads of the ledger does not grow with what is in the checkpoints', async () => {
  for (const [round, count] of [100, 1000, 10_000].entries()) {
    const from = [0, 100, 1100][round] ?? 0
    await insert(switches('a', from, count), round * 60)
    await insert(switches('few', from, 3), round * 60 + 20)
    expect(await writeLedgerCheckpoints(opened.store)).toBe(1)
    expect(await rowsOfStart()).toBe(3 * (round + 1))
    // Nothing is due then.
    expect(await writeLedgerCheckpoints(opened.store)).toBe(0)
  }
  await insert(switches('a', 20_000, 49), 200)
  await insert(switches('few', 20_000, 1), 300)
  expect(await writeLedgerCheckpoints(opened.store)).toBe(0)
  expect(await rowsOfStart()).toBe(49 + 10)
})

const folded = async (fromCheckpoints: boolean) => (await readFoldedLedger(opened.store, { fromCheckpoints })).ledger

test.each([
  ['has an entry less', "ALTER TABLE tracking_ledger DELETE WHERE network_id = 'a' AND change_id = '000005' SETTINGS mutations_sync = 2"],
  [
    'has another entry',
    "ALTER TABLE tracking_ledger UPDATE change = 'off' WHERE network_id = 'a' AND change_id = '000006' SETTINGS mutations_sync = 2",
  ],
  [
    'has another timeout',
    "ALTER TABLE tracking_ledger UPDATE web_timeout_seconds = 99 WHERE network_id = 'a' AND change_id = '000006' SETTINGS mutations_sync = 2",
  ],
])('a ledger that %s is read itself, and its checkpoint made anew', async (_, statement) => {
  await insert(switches('a', 0, 100), 0)
  await insert(switches('b', 0, 100), 0)
  await insert(switches('few', 0, 1), 20)
  expect(await writeLedgerCheckpoints(opened.store)).toBe(2)
  expect(await rowsOfStart()).toBe(1)
  await opened.store.ledgerQueries.execute(statement)
  expect(await folded(true)).toEqual(await folded(false))
  expect(await rowsOfStart()).toBeGreaterThan(90)
  expect(await writeLedgerCheckpoints(opened.store)).toBe(1)
  expect(await rowsOfStart()).toBe(1)
  expect(await folded(true)).toEqual(await folded(false))
})

test('a network that was deleted leaves no checkpoint, and begins anew', async () => {
  await insert(switches('a', 0, 100), 0)
  await insert(switches('few', 0, 1), 20)
  await writeLedgerCheckpoints(opened.store)
  await deleteNetwork(opened.store, 'a')
  expect((await folded(true)).has('a')).toBe(false)
  expect(await opened.store.ledgerQueries.selectRows('SELECT network_id FROM ledger_checkpoints')).toEqual([])
  await insert(switches('a', 500, 1), 21)
  expect((await folded(true)).get('a')).toEqual((await folded(false)).get('a'))
})

test('a checkpoint of another format, or that says something else of its entries, is not read', async () => {
  await insert(switches('a', 0, 100), 0)
  await insert(switches('few', 0, 1), 20)
  await writeLedgerCheckpoints(opened.store)
  const [row] = await opened.store.ledgerQueries.selectRows<[string, string, string]>(
    'SELECT toString(entries), toString(digest), state FROM ledger_checkpoints',
  )
  const [entries = '', digest = '', state = ''] = row ?? []
  for (const [format, count] of [
    ['"format":2', Number(entries)],
    ['"format":1', Number(entries) + 1],
  ] as const) {
    await opened.store.ledgerQueries.execute(`
      INSERT INTO ledger_checkpoints (network_id, covers_until, entries, digest, state, written_at)
      SELECT 'a', toDateTime64('2026-11-25 12:05:00', 3, 'UTC'), ${count}, ${digest}, ${sqlText(state.replace('"format":1', format))}, now64(3) + 1`)
    expect(await folded(true)).toEqual(await folded(false))
  }
})

test('checkpoints that cannot be read, wholly or one of them, stop no start', async () => {
  await insert(switches('a', 0, 100), 0)
  await insert(switches('b', 0, 100), 0)
  await insert(switches('few', 0, 1), 20)
  await writeLedgerCheckpoints(opened.store)
  await opened.store.ledgerQueries.execute(`
    INSERT INTO ledger_checkpoints (network_id, covers_until, entries, digest, state, written_at)
    SELECT network_id, covers_until, entries, digest, substring(state, 1, 50), now64(3) + 1 FROM ledger_checkpoints WHERE network_id = 'b'`)
  expect(await folded(true)).toEqual(await folded(false))
  const { selectRows } = opened.store.ledgerQueries
  const ledgerQueries: typeof opened.store.ledgerQueries = {
    ...opened.store.ledgerQueries,
    // As where reading them takes longer than a read may.
    async selectRows<Row extends readonly unknown[]>(...parameters: Parameters<typeof selectRows>) {
      if (parameters[0].includes('ledger_checkpoints')) throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
      return await opened.store.ledgerQueries.selectRows<Row>(...parameters)
    },
  }
  expect((await readFoldedLedger({ ledgerQueries }, { fromCheckpoints: true })).ledger).toEqual(await folded(false))
})
