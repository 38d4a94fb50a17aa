// npm run bench:ledger -- [--entries 600000] [--busy 100000] [--networks 1000] [--checkpoints yes]
//
// Fills the ledger of an embedded store in a temporary folder: so many entries, of which one busy network has its share and the other networks the rest,
// half of them erasures; and with --checkpoints what a rollup makes of it. A process of its own then measures a start (time, heap, resident memory), the tracking answer of the busy network, and how long
// another network waits for its answer meanwhile.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, SharedLedger, SingleWriterLedger, type Store, type TrackingLedger, writeLedgerCheckpoints } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { trackingServer } from '../../services/ingest/tests/tracking-server.ts'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'

endWithHelpIfAsked(import.meta.filename)

const kinds: Readonly<Record<string, (store: Store) => Promise<TrackingLedger>>> = {
  standalone: (store) => SingleWriterLedger.open(store, Date.now),
  distributed: (store) => SharedLedger.open(store, { now: Date.now, onLateWrite: () => {} }),
}

const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`

const ms = (duration: number) => `${duration.toFixed(duration < 10 ? 1 : 0)} ms`

const { folder, kind = '', ...values } = benchOptions('entries', 'busy', 'networks', 'checkpoints', 'folder', 'kind')
if (folder === undefined) await fillAndMeasure(Number(values.entries ?? 600_000), Number(values.busy ?? 100_000), Number(values.networks ?? 1000))
else await measure(folder, kind)

async function fillAndMeasure(entries: number, busy: number, networks: number): Promise<void> {
  const path = mkdtempSync(join(tmpdir(), 'stitchlog-bench-'))
  try {
    const store = await openEmbeddedStore(path)
    await migrate(store)
    // A minute apart, up to now: switches in turn, with other timeouts now and then.
    await store.jobQueries.execute(insert("'busy'", busy, 'number', 'number'))
    const rest = Math.max(0, entries - busy)
    await store.jobQueries.execute(insert(`concat('n', toString(number % ${networks}))`, rest, `intDiv(number, ${networks})`, 'intDiv(nth, 2)'))
    if (values.checkpoints !== undefined) console.log(`${await writeLedgerCheckpoints(store)} checkpoints`)
    await store.close()
    console.log(`${entries} entries, ${busy} of one network`)
    for (const each of Object.keys(kinds)) {
      const args = ['--expose-gc', import.meta.filename, '--folder', path, '--kind', each]
      const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
      if (status !== 0) throw new Error(`the measurement ended with status ${status}`)
    }
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

/** @param nth SQL: which entry of its network; @param nthSwitch SQL: which switch; where that is the same for two, the second erases a person */
function insert(network: string, count: number, nth: string, nthSwitch: string): string {
  return `
    INSERT INTO tracking_ledger (network_id, at, change_id, change, user_id, mobile_timeout_seconds, web_timeout_seconds, changed_by, inserted_at)
    WITH
      ${nth} AS nth,
      ${nthSwitch} AS switch,
      ${nthSwitch === 'number' ? '0' : 'nth % 2'} AS is_erasure,
      toDateTime64('${new Date(Date.now() - 60_000 * 1.2 * count).toISOString().slice(0, 19)}', 3, 'UTC') + toIntervalMinute(number) AS instant
    SELECT
      ${network},
      instant,
      concat(leftPad(toString(toUnixTimestamp64Milli(instant)), 13, '0'), '-', hex(cityHash64(number))),
      if(is_erasure, 'erase', if(switch % 2 = 0, 'on', 'off')),
      if(is_erasure, concat('user ', toString(number % 50000)), ''),
      if(NOT is_erasure AND switch % 2 = 0, 300, NULL),
      if(NOT is_erasure AND switch % 2 = 0, 1800 + switch % 7, NULL),
      'boss',
      instant
    FROM numbers(${count})`
}

async function measure(path: string, ledgerKind: string): Promise<void> {
  const open = kinds[ledgerKind]
  if (open === undefined) throw new Error(`no such kind of ledger: ${ledgerKind}`)
  const store = await openEmbeddedStore(path)
  // So that the engine is awake.
  await store.ledgerQueries.selectRows('SELECT max(at) FROM tracking_ledger')
  globalThis.gc?.()
  const before = process.memoryUsage()
  const cpu = process.cpuUsage()
  const beganAt = performance.now()
  const ledger = await open(store)
  const tookMs = performance.now() - beganAt
  const { user, system } = process.cpuUsage(cpu)
  const peak = process.resourceUsage().maxRSS * 1024
  globalThis.gc?.()
  const after = process.memoryUsage()
  console.log(
    `${ledgerKind}: a start reads the ledger in ${ms(tookMs)} (${ms((user + system) / 1000)} of CPU time), heap +${mib(after.heapUsed - before.heapUsed)}, resident +${mib(after.rss - before.rss)}, at most +${mib(peak - before.rss)}`,
  )
  const { ask } = trackingServer(store, ledger)
  await waits('while nothing else happens', () => new Promise((resolve) => setTimeout(resolve, 500)))
  await waits('while the busy network is asked for 20 times', async () => {
    for (let count = 0; count < 20; count++) {
      const askedAt = performance.now()
      const { body } = await ask('GET', 'busy', 'tracking')
      if (count === 19) console.log(`  the tracking answer of the busy network: ${body.length} bytes in ${ms(performance.now() - askedAt)}`)
    }
  })
  await waits('while the busy network changes 5 times', async () => {
    for (let count = 0; count < 5; count++) await ask('PUT', 'busy', 'tracking', { enabled: count % 2 === 0 })
  })
  await waits('while the whole ledger is read anew, as every hour', async () => {
    await open(store)
  })
  await store.close()

  /** How long another network waits for the answer to a change that is none, while something happens. */
  async function waits(meanwhile: string, action: () => Promise<unknown>): Promise<void> {
    let isOver = false
    const over = action().finally(() => {
      isOver = true
    })
    const took: number[] = []
    while (!isOver) {
      const askedAt = performance.now()
      await ask('GET', 'n1', 'tracking')
      took.push(performance.now() - askedAt)
    }
    await over
    took.sort((a, b) => a - b)
    console.log(`  another network waits ${meanwhile}: median ${ms(took[took.length >> 1] ?? 0)}, longest ${ms(took.at(-1) ?? 0)}`)
  }
}
