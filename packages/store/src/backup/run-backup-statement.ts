import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { ExplainedError } from '@stitchlog/contracts'
import type { Store } from '../engine/store.ts'
import { ofAllNodes } from '../sql/of-all-nodes.ts'

const pollMs = 250

type Row = [status: string, error: string]

/**
 * Runs a BACKUP or RESTORE and waits until it is done, however long that takes: no connection has to stay open meanwhile. On a cluster, all nodes take
 * part.
 *
 * @param what `BACKUP TABLE …`
 * @param where `TO Disk(…)`, `FROM File(…)`
 * @param settings entries of the SETTINGS clause
 * @throws ExplainedError `store-unavailable` with ClickHouse's reason
 */
export async function runBackupStatement(
  { jobQueries, cluster }: Pick<Store, 'jobQueries' | 'cluster'>,
  what: string,
  where: string,
  settings: readonly string[] = [],
): Promise<void> {
  const id = randomUUID()
  const onCluster = cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`
  const all = [`id = '${id}'`, ...settings].join(', ')
  await jobQueries.execute(`${what}${onCluster} ${where} SETTINGS ${all} ASYNC`).catch((error: unknown) => refuse(what, error))
  const source = ofAllNodes('system.backups', cluster)
  for (;;) {
    const rows = await jobQueries.selectRows<Row>(`SELECT toString(status), error FROM ${source} WHERE id = '${id}'`)
    const failed = rows.find(([status]) => /FAILED|CANCELLED/.test(status))
    if (failed !== undefined) refuse(what, failed[1])
    if (rows.length > 0 && rows.every(([status]) => /CREATED|RESTORED/.test(status))) return
    await setTimeout(pollMs)
  }
}

/** Waits until no RESTORE runs any more: a server goes on with one whose command was killed. */
export async function restoresEnded({ jobQueries, cluster }: Pick<Store, 'jobQueries' | 'cluster'>): Promise<void> {
  const source = ofAllNodes('system.backups', cluster)
  while ((await jobQueries.selectRows(`SELECT 1 FROM ${source} WHERE status = 'RESTORING' LIMIT 1`)).length > 0) await setTimeout(pollMs)
}

function refuse(what: string, error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  const [, symbol] = /\(([A-Z][A-Z_]+)\)/.exec(message) ?? []
  const does = what.startsWith('BACKUP') ? 'back up' : 'restore'
  // Without the statement, which may have keys in it.
  const [line = ''] = message
    .replace(/^Code: \d+\. /, '')
    .replace(/^DB::Exception: /, '')
    .split(/\n| \([A-Z_]+\)/)
  throw new ExplainedError('store-unavailable', `ClickHouse cannot ${does}: ${symbol === undefined ? '' : `${symbol}: `}${line.slice(0, 300)}`, {
    cause: error,
  })
}
