import { setTimeout } from 'node:timers/promises'
import { stitcherSettingsSchema } from '@stitchlog/contracts'
import { EmbeddedEventStream } from '@stitchlog/event-stream'
import { foldLedger, type Span } from '@stitchlog/timeline'
import { expect, test } from 'vitest'
import { type KnownLedger, runStitcher, type StitcherDependencies, wholeLedger } from '../stitch.ts'

const hourMs = 3_600_000
const ledger = foldLedger([{ networkId: 'acme', change: 'on', at: 0 }])
const beat = (userId: string, occurredAt: number) => ({
  key: `acme:${userId}`,
  value: Buffer.from(JSON.stringify({ networkId: 'acme', userId, device: 'web', timeZone: 'Etc/UTC', occurredAt, receivedAt: occurredAt })),
})

const dependencies = (stored: Span[], known: KnownLedger): StitcherDependencies<never> => ({
  ledger: known,
  insertSpans: async (spans) => void stored.push(...spans),
  rejects: { add: () => {}, flush: async () => {} },
  settings: stitcherSettingsSchema.parse({ maxFlushAgeMs: 10 }),
  now: () => performance.now(),
})

test('a stitcher whose inserts fail ends, though nothing more comes', { timeout: 60_000 }, async () => {
  const stream = new EmbeddedEventStream(10, Date.now)
  const stitching = runStitcher(stream.source(), {
    ...dependencies([], wholeLedger(ledger)),
    insertSpans: async () => {
      throw new Error('the disk is full')
    },
  })
  void stream.publish([beat('anna', Date.now())]).catch(() => {})
  await expect(stitching).rejects.toThrow('the disk is full')
  stream.fail(new Error('over'))
})

test('what was received by a clock that is set back since is decided on soon, and not when that clock comes round again', {
  timeout: 60_000,
}, async () => {
  let offsetMs = hourMs
  const now = () => Date.now() + offsetMs
  let knownUntil = Number.NEGATIVE_INFINITY
  const known: KnownLedger = {
    ledger,
    get knownUntil() {
      return knownUntil
    },
    now,
    async refresh() {
      knownUntil = now() - 200
    },
  }
  const stream = new EmbeddedEventStream(10, now)
  const stored: Span[] = []
  const stitching = runStitcher(stream.source(), dependencies(stored, known))
  const first = stream.publish([beat('anna', now())])
  offsetMs = 0
  const second = stream.publish([beat('ben', now())])
  await Promise.all([first, second])
  expect(stored.map(({ userId }) => userId).sort()).toEqual(['anna', 'ben'])
  await stream.close()
  await stitching
})

test('what somebody waits for is stored at once, and what comes meanwhile as soon as that is done, together', { timeout: 60_000 }, async () => {
  const stream = new EmbeddedEventStream(100, Date.now)
  const inserts: string[][] = []
  const first = Promise.withResolvers<void>()
  const stitching = runStitcher(stream.source(), {
    ...dependencies([], wholeLedger(ledger)),
    insertSpans: async (spans) => {
      inserts.push(Array.from(spans, ({ userId }) => userId))
      if (inserts.length === 1) await first.promise
    },
    settings: stitcherSettingsSchema.parse({ maxFlushAgeMs: 1e9 }),
  })
  const lone = stream.publish([beat('anna', Date.now())])
  await expect.poll(() => inserts).toEqual([['anna']])
  const others: Promise<void>[] = []
  for (const userId of ['ben', 'cleo', 'dan']) {
    others.push(stream.publish([beat(userId, Date.now())]))
    await setTimeout(5)
  }
  first.resolve()
  await Promise.all([lone, ...others])
  expect(inserts).toEqual([['anna'], ['ben', 'cleo', 'dan']])
  await stream.close()
  await stitching
})
