import { randomUUID } from 'node:crypto'
import { accessKinds, devices, perDevice, type TrackingChange } from '@stitchlog/contracts'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  appendTrackingChanges,
  insertAccessLog,
  insertSpans,
  readAccessLog,
  readAllSessionParts,
  readTrackingChanges,
  type Store,
} from '../src/index.ts'
import { openTemporaryStore } from './temporary-store.ts'

// What the schemas of contracts allow has its place in the tables, which know each list by an Enum or by columns of their own.

const networkId = 'acme'

let store: Store
let close = async () => {}
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())

test('a session on each kind of device is stored and read', async () => {
  const zone = findTimeZone('Europe/Berlin')
  if (zone === undefined) throw new Error('Berlin has a time zone')
  await insertSpans(
    store,
    devices.map((device) => spanOf({ networkId, userId: 'anna', device, zone, at: 1000, periodStart: 0, timeoutMs: 60_000 })),
  )
  const read: string[] = []
  for await (const parts of readAllSessionParts(store)) read.push(...parts.map(({ device }) => device))
  expect(read.sort()).toEqual([...devices].sort())
})

const inactivityTimeoutSeconds = perDevice((device) => 60 + devices.indexOf(device))

/** One of each kind at least, with and without what it may say. */
const changes: { readonly [Kind in TrackingChange['change']]: readonly Omit<Extract<TrackingChange, { change: Kind }>, 'at' | 'networkId'>[] } = {
  on: [
    { change: 'on', inactivityTimeoutSeconds },
    { change: 'on', inactivityTimeoutSeconds: {} },
  ],
  off: [{ change: 'off' }],
  erase: [{ change: 'erase' }, { change: 'erase', userId: 'a\\b' }],
  retention: [{ change: 'retention', days: 30 }],
}

test('a tracking change of each kind is stored and read with all that it says', async () => {
  const entries = Object.values(changes)
    .flat()
    .map((change, at) => ({ networkId, at, changeId: String(at), ...change, ...(at % 2 === 0 ? {} : { changedBy: 'olga' }) }))
  await appendTrackingChanges(store, entries)
  expect((await readTrackingChanges(store)).entries).toEqual(entries)
})

test('a look of each kind is recorded and listed', async () => {
  const kinds = accessKinds.filter((kind) => kind !== 'erasure')
  await insertAccessLog(
    store,
    kinds.map((kind) => ({ occurredAt: 1000, networkId: 'looked at', userId: 'anna', reader: 'olga', kind, range: undefined, readId: randomUUID() })),
  )
  const asked = { networkId: 'looked at', userId: undefined, cutoff: 0, after: undefined, limit: 100 }
  expect((await readAccessLog(store, asked)).map(({ kind }) => kind).sort()).toEqual([...kinds].sort())
})
