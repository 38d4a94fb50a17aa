import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { expect, test } from 'vitest'
import { openEmbeddedStore } from '../src/engine/embedded-store.ts'
import { insertSpans, migrate, readLatestTimeZone, readSessionParts } from '../src/index.ts'
import { openTemporaryStore, temporaryFolder } from './temporary-store.ts'

test('what was stored is there when the folder is opened again', async () => {
  const zone = findTimeZone('Etc/UTC')
  if (zone === undefined) throw new Error('Etc/UTC is a time zone')
  const folder = temporaryFolder()
  for (const round of [0, 1]) {
    const store = await openEmbeddedStore(folder)
    await migrate(store)
    const parts = await readSessionParts(store, 'acme', 'anna', { from: '1970-01-01', to: '1970-01-02' })
    expect(parts.map(({ startedAt }) => startedAt)).toEqual(round === 0 ? [] : [1000])
    await insertSpans(store, [spanOf({ networkId: 'acme', userId: 'anna', device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at: 1000 })])
    await store.close()
  }
  rmSync(folder, { recursive: true })
})

test('neither waits for standard input nor takes anything from it', { timeout: 600_000 }, async () => {
  const folder = temporaryFolder()
  const program = `
    import { openEmbeddedStore } from '${new URL('../src/engine/embedded-store.ts', import.meta.url)}'
    import { insertSpans, migrate, readSessionParts } from '${new URL('../src/index.ts', import.meta.url)}'
    import { findTimeZone, spanOf } from '${new URL('../../timeline/src/index.ts', import.meta.url)}'
    const store = await openEmbeddedStore('${folder}')
    await migrate(store)
    const point = { networkId: 'acme', userId: 'anna', device: 'web', zone: findTimeZone('Etc/UTC'), periodStart: 0, timeoutMs: 60000, at: 1000 }
    await insertSpans(store, [spanOf(point)])
    console.log((await readSessionParts(store, 'acme', 'anna', { from: '1970-01-01', to: '1970-01-02' })).length)
    await store.close()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.write('acme\tben\t1970-01-01\n')
  const output: Buffer[] = []
  child.stdout.on('data', (chunk) => output.push(chunk))
  const [code] = await once(child, 'close')
  expect([code, Buffer.concat(output).toString().trim()]).toEqual([0, '1'])
  rmSync(folder, { recursive: true })
})

test("a look at one user reads that user's erasures, and not those of all networks", async () => {
  const opened = await openTemporaryStore()
  const erasures = 200_000
  await opened.store.jobQueries.execute(`
    INSERT INTO tracking_ledger (network_id, at, change_id, change, user_id)
    SELECT concat('n', toString(number % 100)), fromUnixTimestamp64Milli(number), toString(number), 'erase', concat('user ', toString(number % 1000))
    FROM numbers(${erasures})`)
  const statements: string[] = []
  const queries = new Proxy(opened.store.queries, {
    get: (target, name) =>
      name !== 'selectRows'
        ? Reflect.get(target, name, target)
        : async (...[select, options]: Parameters<typeof target.selectRows>) => {
            const rows = await target.selectRows<[database: string, table: string, parts: number, rows: number, marks: number]>(
              `EXPLAIN ESTIMATE ${select}`,
              options,
            )
            for (const [, table, , count] of rows)
              if (table === 'tracking_ledger') statements.push(`${Number(count) <= 8192 * 2 ? 'few' : count} rows`)
            return await target.selectRows(select, options)
          },
  })
  const store = { ...opened.store, queries }
  await readSessionParts(store, 'n7', 'user 7', { from: '2026-11-01', to: '2026-11-14' })
  await readLatestTimeZone(store, 'n7', 'user 7')
  expect(new Set(statements)).toEqual(new Set(['few rows']))
  await opened.close()
})
